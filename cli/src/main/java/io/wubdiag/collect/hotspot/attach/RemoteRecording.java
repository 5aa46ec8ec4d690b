package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.PassedFile;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A recording of another JVM's flight recorder, started and stopped by the commands {@code
 * JFR.start} and {@code JFR.stop}. It ends by itself after its time, so none keeps running, however
 * wubdiag ends. Its data is then discarded.
 */
public final class RemoteRecording {
  /** The options of each recording: only the given events, kept on disk up to this size. */
  private static final String KEEP = " settings=none disk=true maxsize=100m filename=/dev/null";

  private final Machine machine;
  private final KernelFacts process;
  private final AttachSocket socket;
  private final String name;

  /** Reads a recording while its file exists. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads the recording from its start. */
    T read(ReadableFile content) throws IOException;
  }

  private RemoteRecording(Machine machine, KernelFacts process, AttachSocket socket, String name) {
    this.machine = machine;
    this.process = process;
    this.socket = socket;
    this.name = name;
  }

  /**
   * Starts a recording.
   *
   * @param settings of events, as {@code jdk.JavaMonitorEnter#threshold=20ms}; some 900 characters
   *     in all, since the attach socket's first protocol takes no more
   * @param atMost after which time it ends by itself
   */
  public static Answer<RemoteRecording> start(
      Machine machine,
      KernelFacts process,
      List<String> settings,
      Duration atMost,
      Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    machine.prepareToPass();
    try {
      AttachHandshake handshake = new AttachHandshake(machine, process);
      AttachSocket socket = new AttachSocket(machine, handshake.socket(false, deadline));
      String name = "wubdiag-" + OwnUser.pid(machine) + "-" + machine.nanoTime();
      StringBuilder command = new StringBuilder("JFR.start name=").append(name).append(KEEP);
      command.append(" duration=").append(atMost.toSeconds() + 1).append('s');
      for (String setting : settings) {
        command.append(" +").append(setting);
      }
      String text = socket.jcmd(command.toString(), deadline).text();
      if (!text.contains("Started recording")) {
        throw new AttachFailure(Outcome.FAILED, "it does not record: " + oneLine(text));
      }
      return watch.answered(new RemoteRecording(machine, process, socket, name));
    } catch (AttachFailure e) {
      return watch.failed(e.outcome(), e.reason());
    } catch (IOException e) {
      return watch.failed(Outcome.FAILED, "our own pid can't be read: " + e);
    }
  }

  /** The directory in which the JVM keeps its recordings, as a path from here. */
  public Answer<Path> repository(Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    String label = "Repository path: ";
    try {
      for (String line : socket.jcmd("JFR.configure", deadline).text().split("\n", -1)) {
        if (line.startsWith(label + "/")) {
          Path path =
              Path.of("/proc/" + process.pid() + "/root" + line.substring(label.length()).strip());
          return watch.answered(path);
        }
      }
      throw new AttachFailure(Outcome.FAILED, "it does not report where its recordings are");
    } catch (AttachFailure e) {
      return watch.failed(e.outcome(), e.reason());
    }
  }

  /** Stops the recording and discards its data. */
  public Attempt stop(Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    try {
      stop("", deadline);
      return watch.attempt(Outcome.ANSWERED, "");
    } catch (AttachFailure e) {
      return watch.attempt(e.outcome(), e.reason());
    }
  }

  /**
   * Stops the recording and reads it, from a file in the JVM's {@code /tmp} that is then deleted.
   */
  public <T> Answer<T> stopAndRead(Reader<T> reader, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    try {
      return watch.answered(written(reader, deadline));
    } catch (AttachFailure e) {
      stop(deadline);
      return watch.failed(e.outcome(), e.reason());
    } catch (IOException e) {
      stop(deadline);
      String reason = "its recording could not be passed on by its /tmp: " + e;
      return watch.failed(Outcome.FAILED, reason);
    }
  }

  private <T> T written(Reader<T> reader, Deadline deadline) throws AttachFailure, IOException {
    if (!new LiveProcess(machine, process).isSame()) {
      throw new AttachFailure(
          Outcome.VANISHED,
          "it ended before its recording was written; started with"
              + " -XX:StartFlightRecording:dumponexit=true it writes one when it ends");
    }
    String temporary = TemporaryDirectory.of(process);
    String fileName = "." + name + ".jfr";
    String owner = OwnUser.ownerOf(machine, process);
    try (PassedFile file = machine.pass(temporary, fileName, owner)) {
      stop(" filename=/tmp/" + fileName, deadline);
      return reader.read(file);
    }
  }

  private void stop(String destination, Deadline deadline) throws AttachFailure {
    String text = socket.jcmd("JFR.stop name=" + name + destination, deadline).text();
    if (!text.contains("Stopped recording")) {
      throw new AttachFailure(
          Outcome.FAILED, "its recording was not there any more: " + oneLine(text));
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
