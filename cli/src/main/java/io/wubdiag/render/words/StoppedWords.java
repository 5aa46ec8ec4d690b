package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Finding.Stopped.Straggler;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import java.util.List;

/** A process that does not run. */
final class StoppedWords extends FindingWords<Stopped> {
  StoppedWords(Stopped finding) {
    super(finding);
  }

  @Override
  public String summary() {
    return "Process " + finding.pid() + " does not run: " + why() + ".";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    Straggler straggler = finding.straggler();
    return straggler == null || straggler.thread() == null
        ? List.of(letItGoOn(finding.process()))
        : ofStraggler(straggler.thread());
  }

  private String why() {
    String frozen = finding.process().frozen() ? ", and its control group is frozen" : "";
    return switch (finding.why()) {
      case SIGNAL -> "stopped by a signal" + frozen;
      case DEBUGGER -> "stopped by a debugger" + frozen;
      case FROZEN -> "control group frozen";
      case DEEP_SLEEP -> "in uninterruptible sleep";
      case NO_SAFEPOINT ->
          "all its Java threads wait for " + straggler() + ", which does not reach a safepoint";
    };
  }

  private String straggler() {
    Straggler straggler = finding.straggler();
    if (straggler == null) {
      return "one";
    }
    Waiter thread = straggler.thread();
    return thread == null
        ? "task " + straggler.blocker().tid()
        : FactWords.name(thread.thread().ref());
  }

  private static String letItGoOn(KernelFacts process) {
    String pid = Long.toString(process.pid());
    if (process.frozen()) {
      return "thaw its control group (docker unpause, or write 0 to cgroup.freeze in the"
          + " directory under /sys/fs/cgroup that /proc/"
          + pid
          + "/cgroup names), or ask who froze it.";
    }
    return switch (process.state()) {
      case STOPPED ->
          "resume it: kill -CONT "
              + pid
              + ". It was stopped by SIGSTOP, Ctrl-Z, or by using its terminal in the"
              + " background. In the last case it stops again: use fg in its shell.";
      case TRACED ->
          "a debugger has stopped it: grep TracerPid /proc/"
              + pid
              + "/status names its pid."
              + " Detach it.";
      case DISK_SLEEP ->
          "it waits in the kernel, usually for a disk or a network file system, and no signal"
              + " reaches it: see /proc/"
              + pid
              + "/stack as root, and the kernel's log.";
      default -> "see /proc/" + pid + "/status.";
    };
  }

  private static List<String> ofStraggler(Waiter straggler) {
    Frame runs = straggler.culprit();
    return List.of(
        "look at the loop"
            + (runs == null ? "" : " in " + Wording.frame(runs))
            + ": compiled code of a counted loop may have no safepoint poll. The JVM continues"
            + " when the loop ends.",
        "Start it with -XX:+UseCountedLoopSafepoints (ParallelGC and SerialGC do not set it by"
            + " default), or use a long as the loop's counter.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", whose process does not run";
  }
}
