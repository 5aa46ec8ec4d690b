package io.wubdiag.instrument;

import io.wubdiag.collect.hotspot.approach.ForkOrigin;
import io.wubdiag.collect.hotspot.approach.OpenedJvm;
import io.wubdiag.collect.hotspot.attach.AgentLoading;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.nio.file.Path;
import java.util.List;

/** Takes the agent into one JVM or out of it, where that can be done; where not, it says why. */
final class AgentVisitor {
  private static final String WARNING =
      "its JDK has written to its standard error that an agent was loaded (JEP 451); started with"
          + " -XX:+EnableDynamicAgentLoading it does not";

  private final Machine machine;
  private final Path jar;
  private final AgentErrand errand;

  /** With the agent of that jar, an absolute path. */
  AgentVisitor(Machine machine, Path jar, AgentErrand errand) {
    this.machine = machine;
    this.jar = jar;
    this.errand = errand;
  }

  /**
   * Whether it is a JVM; or a {@code java} of another user, which can't be looked into, and of
   * which it is to be said so.
   */
  static boolean concerns(KernelFacts facts) {
    return facts.libjvm() != null || facts.name().equals("java") && isHidden(facts);
  }

  private static boolean isHidden(KernelFacts facts) {
    for (String what : facts.unreadable()) {
      if (what.startsWith("memory map: permission denied")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a JVM has come up so far that it can be attached to, or it is plain that it never will
   * be.
   */
  boolean isUp(KernelFacts facts, ProcessTable table, Deadline deadline) {
    boolean listens = facts.catchesSigquit() && facts.hasTaskNamed("Signal Dispatcher");
    try (HotSpotMemory memory = HotSpotMemory.open(machine, facts, deadline).value()) {
      if (memory == null) {
        return listens;
      }
      if (memory.isBooted()) {
        return listens
            || memory.vm().reducesSignalUsage()
            || memory.vm().attachDisabled()
            || ForkOrigin.of(facts, memory.threads(), table) != null;
      }
      return false;
    }
  }

  /** Visits a process that {@link #concerns} us. */
  AgentVisit visit(KernelFacts facts, ProcessTable table, Deadline deadline) {
    if (facts.libjvm() == null) {
      return failed(
          facts,
          "it runs as uid "
              + facts.uid()
              + " and may not be inspected; run wubdiag as that user (sudo -u '#"
              + facts.uid()
              + "' …) or as root");
    }
    boolean warns = false;
    try (OpenedJvm jvm = OpenedJvm.open(machine, facts, table, deadline)) {
      HotSpotMemory memory = jvm.memory();
      if (jvm.fork() != null) {
        return ofForked(facts, jvm.fork());
      }
      if (jvm.choice().best() != Source.ATTACH) {
        boolean attachDisabled = memory != null && memory.vm().attachDisabled();
        String advice = attachDisabled ? "; start it without, or with -javaagent:" + jar : "";
        return failed(facts, jvm.choice().reason() + advice);
      }
      if (memory != null && !memory.vm().agentLoadingEnabled()) {
        return failed(facts, AgentLoading.loadingDisabledReason(jar));
      }
      warns = memory != null && warns(memory.vm().version(), facts.command());
    }
    AgentLoading loading = new AgentLoading(machine, facts, jar);
    Answer<AgentChange> answer = loading.run(errand, deadline);
    String reason = answer.attempt().reason();
    return new AgentVisit(facts, answer.value(), reason.isEmpty() && warns ? WARNING : reason);
  }

  private static AgentVisit failed(KernelFacts facts, String reason) {
    return new AgentVisit(facts, null, reason);
  }

  /** A forked copy answers nobody. Its memory has whatever its parent had at the fork. */
  private AgentVisit ofForked(KernelFacts facts, Fork fork) {
    boolean inherited = fork.missing().contains(HotSpotMemory.AGENT_THREAD);
    if (errand == AgentErrand.DETACH) {
      return inherited
          ? failed(
              facts,
              "it is a forked copy that inherited the agent, and it can't answer; the"
                  + " agent stays in it")
          : new AgentVisit(facts, AgentChange.NONE, "");
    }
    return inherited
        ? new AgentVisit(
            facts,
            AgentChange.NONE,
            "it is a forked copy that inherited the agent; the agent's clock stands still")
        : failed(
            facts,
            "it is a forked copy: the threads that would answer exist only in the parent; attach"
                + " to the parent before it forks, and the child has the agent too");
  }

  /** Whether the JDK complains on the program's standard error, as it does from 21 on. */
  private static boolean warns(String version, List<String> command) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end > 0
        && end < 4
        && Integer.parseInt(version, 0, end, 10) >= 21
        && !command.contains("-XX:+EnableDynamicAgentLoading");
  }
}
