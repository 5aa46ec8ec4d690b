package io.wubdiag.collect.attach;

import io.wubdiag.collect.Answer;
import io.wubdiag.collect.Deadline;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentChange.Kind;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Has a JVM load our agent, which weaves its classes, or restore them. The agent answers into a
 * file of ours in the JVM's {@code /tmp}, since what the attach socket gives back is a number only.
 */
public final class AgentLoading {
  private static final String DONE = "return code: 0";

  private final KernelFacts process;
  private final Path jar;

  /** With the agent of that jar, an absolute path. */
  public AgentLoading(KernelFacts process, Path jar) {
    this.process = process;
    this.jar = jar;
  }

  /** Takes it in, unless it is there already. */
  public Answer<AgentChange> attach(Deadline deadline) {
    return command("attach", deadline);
  }

  /** Takes it out, unless it is not there. */
  public Answer<AgentChange> detach(Deadline deadline) {
    return command("detach", deadline);
  }

  private Answer<AgentChange> command(String command, Deadline deadline) {
    long start = System.nanoTime();
    try {
      AgentChange change = change(report(command, deadline));
      return new Answer<>(change, attempt(Outcome.ANSWERED, "", start));
    } catch (AttachFailure e) {
      return new Answer<>(null, attempt(e.outcome(), e.reason(), start));
    } catch (IOException e) {
      String reason = "its /tmp, which the agent answers by, could not be used: " + e;
      return new Answer<>(null, attempt(Outcome.FAILED, reason, start));
    }
  }

  private String report(String command, Deadline deadline) throws AttachFailure, IOException {
    AttachHandshake handshake = new AttachHandshake(process, LiveProcess.ownUid());
    AttachSocket socket = new AttachSocket(handshake.socket(false, deadline));
    checkJarIsSeen();
    Path directory = Path.of("/proc/" + process.pid());
    UserPrincipal owner = process.uid() == LiveProcess.ownUid() ? null : Files.getOwner(directory);
    String name = ".wubdiag-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".txt";
    try (PassingFile file = PassingFile.create(directory.resolve("root/tmp"), name, owner)) {
      String options = command + "\n" + jar + "\n/tmp/" + name;
      String answer = load(socket, options, deadline);
      if (!answer.equals(DONE)) {
        throw refusal(answer);
      }
      byte[] report = Channels.newInputStream(file.channel().position(0)).readAllBytes();
      return new String(report, StandardCharsets.UTF_8);
    }
  }

  private String load(AttachSocket socket, String options, Deadline deadline) throws AttachFailure {
    try {
      return socket.loadAgent(jar.toString(), options, deadline);
    } catch (AttachFailure e) {
      if (e.outcome() == Outcome.TIMED_OUT) {
        throw new AttachFailure(
            Outcome.TIMED_OUT,
            "it was told and has not finished in time; it may still. Ask again, with a longer"
                + " --timeout");
      }
      throw e.reason().contains("EnableDynamicAgentLoading")
              || e.reason().contains("Dynamic agent loading is not enabled")
          ? loadingDisabled(jar)
          : e;
    }
  }

  /** That a JVM takes no agents while it runs. */
  private static AttachFailure loadingDisabled(Path jar) {
    return new AttachFailure(Outcome.UNSUPPORTED, loadingDisabledReason(jar));
  }

  /** Why a JVM with {@code -XX:-EnableDynamicAgentLoading} can't be attached to. */
  public static String loadingDisabledReason(Path jar) {
    return "it runs with -XX:-EnableDynamicAgentLoading and takes no agent while it runs; start it"
        + " without that, or with -javaagent:"
        + jar;
  }

  private void checkJarIsSeen() throws AttachFailure, IOException {
    Path seen = Path.of("/proc/" + process.pid() + "/root" + jar);
    if (!Files.exists(seen) || !Files.isSameFile(seen, jar)) {
      throw new AttachFailure(
          Outcome.UNSUPPORTED,
          "it does not see "
              + jar
              + ", as in a container with files of its own; mount that there at the same path, or run"
              + " wubdiag inside");
    }
  }

  private AttachFailure refusal(String answer) {
    if (answer.equals("return code: 100")) {
      return new AttachFailure(
          Outcome.FAILED,
          "it can't read "
              + jar
              + "; let uid "
              + process.uid()
              + " read it and enter its directories");
    }
    if (answer.contains("ynamic agent loading is not enabled")) {
      return loadingDisabled(jar);
    }
    return new AttachFailure(Outcome.FAILED, "the agent did not start: " + answer);
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
          case "detached" -> Kind.DETACHED;
          case "unchanged" -> Kind.UNCHANGED;
          default ->
              throw new AttachFailure(
                  Outcome.FAILED,
                  "the agent did not do it: " + values.getOrDefault("reason", "it did not answer"));
        };
    return new AgentChange(
        kind,
        number(values, "classes"),
        number(values, "sites"),
        number(values, "leftAlone"),
        Duration.ofMillis(number(values, "millis")));
  }

  private static int number(Map<String, String> values, String key) throws AttachFailure {
    try {
      return Integer.parseInt(values.getOrDefault(key, "0"));
    } catch (NumberFormatException e) {
      throw new AttachFailure(Outcome.FAILED, "the agent's answer was not understood");
    }
  }

  private static Attempt attempt(Outcome outcome, String reason, long start) {
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    return new Attempt(Source.ATTACH, outcome, reason, duration);
  }
}
