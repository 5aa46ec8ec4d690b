package io.wubdiag.jfr;

import io.wubdiag.collect.hotspot.approach.OpenedJvm;
import io.wubdiag.collect.hotspot.attach.RemoteRecording;
import io.wubdiag.collect.hotspot.jfr.RecordedEvents;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Workers;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.RecordedProcess;
import io.wubdiag.model.RecordingContents;
import io.wubdiag.model.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of several JVMs, from their common start to their end. Always close it: closing stops
 * all running recordings.
 */
public final class TreeRecording implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final String TIME_UP = "the time was up; try a longer --timeout";

  /** The time beyond the requested duration after which recordings end by themselves. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** How long closing may take. */
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final List<Started> processes = new ArrayList<>();

  /**
   * A JVM, and its recording if it was started.
   *
   * @param recording null if it does not record
   * @param reason why not
   */
  private record Started(KernelFacts kernel, @Nullable RemoteRecording recording, String reason) {}

  /** The directory in which the recording of one JVM can be followed on disk. */
  public record Followed(long pid, Path repository) {}

  private TreeRecording() {}

  /**
   * Starts recordings of the JVMs among these processes. Ended processes and processes that are not
   * JVMs are left out.
   *
   * @param lasting their requested duration; they end by themselves a little later
   * @param threshold the least duration of recorded events
   */
  public static TreeRecording start(
      Collection<ListedProcess> processes,
      ProcessTable table,
      Duration lasting,
      Duration threshold,
      Deadline deadline) {
    KernelFactsReader reader = new KernelFactsReader(table.machine());
    List<Callable<@Nullable KernelFacts>> readings = new ArrayList<>();
    for (ListedProcess process : processes) {
      readings.add(() -> reader.read(process, deadline).value());
    }
    List<String> settings = RecordedEvents.settings(threshold);
    TreeRecording tree = new TreeRecording();
    try (Workers workers = new Workers(AT_ONCE)) {
      List<KernelFacts> jvms = new ArrayList<>();
      List<Callable<Started>> starts = new ArrayList<>();
      for (KernelFacts facts : workers.runAll(readings, deadline)) {
        if (facts != null && facts.libjvm() != null) {
          jvms.add(facts);
          starts.add(() -> start(facts, table, settings, lasting.plus(GRACE), deadline));
        }
      }
      List<@Nullable Started> started = workers.runAll(starts, deadline);
      for (int i = 0; i < jvms.size(); i++) {
        Started one = started.get(i);
        tree.processes.add(one != null ? one : new Started(jvms.get(i), null, TIME_UP));
      }
    }
    return tree;
  }

  private static Started start(
      KernelFacts facts,
      ProcessTable table,
      List<String> settings,
      Duration atMost,
      Deadline deadline) {
    Machine machine = table.machine();
    try (OpenedJvm jvm = OpenedJvm.open(machine, facts, table, deadline)) {
      if (jvm.choice().best() != Source.ATTACH) {
        return new Started(facts, null, jvm.choice().reason());
      }
    }
    Answer<RemoteRecording> answer =
        RemoteRecording.start(machine, facts, settings, atMost, deadline);
    return new Started(facts, answer.value(), answer.attempt().reason());
  }

  /** The number of JVMs, recording or not. */
  public int size() {
    return processes.size();
  }

  /** The number of recording JVMs. */
  public int running() {
    int running = 0;
    for (Started process : processes) {
      running += process.recording() == null ? 0 : 1;
    }
    return running;
  }

  /** The JVMs that do not record, and why. */
  public List<RecordedProcess> refusals() {
    List<RecordedProcess> refusals = new ArrayList<>();
    for (Started process : processes) {
      if (process.recording() == null) {
        refusals.add(new RecordedProcess(process.kernel(), null, process.reason()));
      }
    }
    return refusals;
  }

  /** The directories of the running recordings. */
  public List<Followed> repositories(Deadline deadline) {
    List<Followed> result = new ArrayList<>();
    for (Started process : processes) {
      RemoteRecording recording = process.recording();
      Path path = recording == null ? null : recording.repository(deadline).value();
      if (path != null) {
        result.add(new Followed(process.kernel().pid(), path));
      }
    }
    return result;
  }

  /** Stops all recordings, and writes their data. */
  public List<RecordedProcess> stopInto(RecordingOutput output, Deadline deadline) {
    List<Callable<RecordedProcess>> stops = new ArrayList<>();
    for (Started process : processes) {
      Path file = output.file(process.kernel().pid(), processes.size() == 1);
      stops.add(() -> stop(process, file, deadline));
    }
    List<RecordedProcess> result = new ArrayList<>();
    try (Workers workers = new Workers(AT_ONCE)) {
      List<@Nullable RecordedProcess> stopped = workers.runAll(stops, deadline);
      for (int i = 0; i < stopped.size(); i++) {
        RecordedProcess one = stopped.get(i);
        KernelFacts kernel = processes.get(i).kernel();
        result.add(one != null ? one : new RecordedProcess(kernel, null, TIME_UP));
      }
    }
    processes.clear();
    return result;
  }

  private static RecordedProcess stop(Started process, Path file, Deadline deadline) {
    RemoteRecording recording = process.recording();
    if (recording == null) {
      return new RecordedProcess(process.kernel(), null, process.reason());
    }
    Answer<RecordingContents> answer =
        recording.stopAndRead(
            content -> {
              RecordingOutput.write(content, file);
              return RecordingReader.contents(file);
            },
            deadline);
    return new RecordedProcess(process.kernel(), answer.value(), answer.attempt().reason());
  }

  @Override
  public void close() {
    Deadline deadline = Deadline.after(CLOSING);
    for (Started process : processes) {
      if (process.recording() != null) {
        process.recording().stop(deadline);
      }
    }
    processes.clear();
  }
}
