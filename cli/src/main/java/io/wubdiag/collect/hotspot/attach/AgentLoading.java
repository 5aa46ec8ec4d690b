package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.PassedFile;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentChange.Kind;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a JVM load our agent, which weaves its classes or restores them. The agent answers into a
 * file of ours in the JVM's {@code /tmp}, since the attach socket returns only a number.
 */
public final class AgentLoading {
  private static final String DONE = "return code: 0";

  /** The answer if the file is missing or unreadable, or is not an agent's jar. */
  private static final String CAN_NOT_READ = "return code: 100";

  private final Machine machine;
  private final KernelFacts process;
  private final Path jar;

  /** Loads the agent from this jar, an absolute path. */
  public AgentLoading(Machine machine, KernelFacts process, Path jar) {
    this.machine = machine;
    this.process = process;
    this.jar = jar;
  }

  /** Loads the agent unless it is loaded, or removes it unless it is absent. */
  public Answer<AgentChange> run(AgentErrand errand, Deadline deadline) {
    String command = errand.command();
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    try {
      String report = report(command, deadline);
      return new Answer<>(change(report), watch.attempt(Outcome.ANSWERED, note(report)));
    } catch (AttachFailure e) {
      return watch.failed(e.outcome(), e.reason());
    } catch (IOException e) {
      String reason =
          "its /tmp, which attaching needs, could not be used: "
              + e
              + "; give it a writable one (docker run --tmpfs /tmp)";
      return watch.failed(Outcome.FAILED, reason);
    }
  }

  private String report(String command, Deadline deadline) throws AttachFailure, IOException {
    AttachHandshake handshake = new AttachHandshake(machine, process);
    AttachSocket socket = new AttachSocket(machine, handshake.socket(false, deadline));
    String temporary = TemporaryDirectory.of(process);
    machine.deleteStale(temporary);
    String owner = OwnUser.ownerOf(machine, process);
    String name = ".wubdiag-" + OwnUser.pid(machine) + "-" + machine.nanoTime() + ".txt";
    try (PassedFile file = machine.pass(temporary, name, owner)) {
      String answer = seesJar() ? load(socket, command, jar, name, deadline) : CAN_NOT_READ;
      if (answer.equals(CAN_NOT_READ)) {
        answer = loadCopy(socket, command, temporary, owner, name, deadline);
      }
      if (!answer.equals(DONE)) {
        throw refusal(answer);
      }
      return new String(file.readFully(0, (int) file.length()), StandardCharsets.UTF_8);
    }
  }

  /**
   * Loads a copy of the jar from the JVM's own {@code /tmp}. It serves a process that has its own
   * file system, as in a container, or may not read our jar. The copy is deleted once the agent is
   * loaded: a JVM keeps its jars open.
   */
  private String loadCopy(
      AttachSocket socket,
      String command,
      String temporary,
      @Nullable String owner,
      String report,
      Deadline deadline)
      throws AttachFailure, IOException {
    // One name for every time, so that the JVM's class path has it once.
    String name = ".wubdiag-agent-" + process.namespacePid() + ".jar";
    try (PassedFile copy = machine.pass(temporary, name, owner);
        ReadableFile original = machine.open(jar.toString())) {
      copy.output().write(original.readFully(0, (int) original.length()));
      return load(socket, command, Path.of("/tmp", name), report, deadline);
    } catch (FileAlreadyExistsException e) {
      throw new AttachFailure(
          Outcome.FAILED,
          "its /tmp has a file "
              + name
              + " already: another wubdiag is attaching, or was killed while it did. Delete the"
              + " file and try again");
    }
  }

  private String load(
      AttachSocket socket, String command, Path from, String report, Deadline deadline)
      throws AttachFailure {
    try {
      String options = command + "\n" + from + "\n/tmp/" + report;
      return socket.loadAgent(from.toString(), options, deadline);
    } catch (AttachFailure e) {
      if (e.outcome() == Outcome.TIMED_OUT) {
        throw new AttachFailure(
            Outcome.TIMED_OUT,
            "it got the request and did not finish in time; it may finish later. Try again, with"
                + " a longer"
                + " --timeout");
      }
      throw refusal(e.reason());
    }
  }

  /** Whether the process sees the same file at the same path. */
  private boolean seesJar() throws IOException {
    String seen = "/proc/" + process.pid() + "/root" + jar;
    return machine.exists(seen) && machine.status(seen).isSameAs(machine.status(jar.toString()));
  }

  private AttachFailure refusal(String answer) {
    if (answer.contains("EnableDynamicAgentLoading")
        || answer.contains("ynamic agent loading is not enabled")) {
      return new AttachFailure(Outcome.UNSUPPORTED, loadingDisabledReason(jar));
    }
    if (answer.contains("java.instrument")) {
      return new AttachFailure(
          Outcome.UNSUPPORTED,
          "its Java runtime has no module java.instrument, which every Java agent needs; build it"
              + " with `jlink --add-modules java.instrument,…`, or run it on a whole JDK");
    }
    return new AttachFailure(Outcome.FAILED, "the agent did not start: " + answer);
  }

  /** Why a JVM with {@code -XX:-EnableDynamicAgentLoading} can't be attached to. */
  public static String loadingDisabledReason(Path jar) {
    return "it runs with -XX:-EnableDynamicAgentLoading and accepts no agent at run time; start it"
        + " without that, or with -javaagent:"
        + jar;
  }

  /** Other remarks of the agent. */
  private static String note(String report) {
    String key = "noEvents=";
    for (String line : report.split("\n", -1)) {
      if (line.startsWith(key)) {
        return "the agent has no events for the flight recorder: " + line.substring(key.length());
      }
    }
    return "";
  }

  private static AgentChange change(String report) throws AttachFailure {
    Map<String, String> values = new HashMap<>();
    for (String line : report.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    String outcome = values.getOrDefault("outcome", "none");
    Kind kind =
        switch (outcome) {
          case "attached" -> Kind.ATTACHED;
          case "replaced" -> Kind.REPLACED;
          case "detached" -> Kind.DETACHED;
          case "unchanged" -> Kind.UNCHANGED;
          default ->
              throw new AttachFailure(
                  Outcome.FAILED,
                  "the agent failed: "
                      + advised(values.getOrDefault("reason", "it did not answer")));
        };
    return new AgentChange(
        kind,
        number(values, "classes"),
        number(values, "sites"),
        number(values, "appenders"),
        number(values, "leftAlone"),
        names(values.getOrDefault("leftAloneClasses", "")),
        Duration.ofMillis(number(values, "millis")),
        values.containsKey("longestStopMicros")
            ? Duration.ofNanos(1_000L * number(values, "longestStopMicros"))
            : null);
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(";", -1));
  }

  private static String advised(String reason) {
    if (reason.contains("OutOfMemoryError") && reason.contains("etaspace")) {
      return reason + ". There is no room for classes: give it a larger -XX:MaxMetaspaceSize";
    }
    if (reason.contains("OutOfMemoryError")) {
      return reason + ". Its heap is full: give it a larger -Xmx";
    }
    return reason;
  }

  private static int number(Map<String, String> values, String key) throws AttachFailure {
    try {
      return Integer.parseInt(values.getOrDefault(key, "0"));
    } catch (NumberFormatException e) {
      throw new AttachFailure(Outcome.FAILED, "the agent's answer was not understood");
    }
  }
}
