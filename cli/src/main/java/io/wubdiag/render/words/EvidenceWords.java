package io.wubdiag.render.words;

import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import org.jspecify.annotations.Nullable;

/** Evidence in words: the fact, and a command that shows it to who does not trust us. */
public final class EvidenceWords {
  private EvidenceWords() {}

  /** The fact as a sentence. */
  public static String statement(Evidence evidence) {
    return evidence.fact().accept(FactWords.STATEMENT);
  }

  /** A command for a shell, null where nothing can show it. */
  public static @Nullable String check(Evidence evidence) {
    Check check = evidence.check();
    return check == null ? null : command(check);
  }

  private static String command(Check check) {
    long pid = check.pid();
    String process = "/proc/" + pid;
    String task = process + "/task/" + check.tid();
    String detail = check.detail();
    return switch (check.kind()) {
      case SYSTEM_CALL -> "cat " + task + "/syscall";
      case SYSTEM_CALLS -> "cat " + process + "/task/*/syscall";
      case RUN_TIME -> "cat " + task + "/schedstat; sleep 1; cat " + task + "/schedstat";
      case TASK_STATE -> "grep State " + task + "/status";
      case TASK_NAMES -> "cat " + process + "/task/*/comm";
      case TASKS -> "ls " + process + "/task";
      case TASK_PROCESS -> "grep Tgid /proc/" + check.tid() + "/status";
      case PARENT -> "grep PPid " + process + "/status";
      case PARENT_AND_FILES -> "grep PPid " + process + "/status; ls -l " + process + "/fd";
      case FILES -> "ls -l " + process + "/fd";
      case FILE_EVERYWHERE -> "ls -l /proc/[0-9]*/fd 2>/dev/null | grep -F '" + detail + "'";
      case FILE_LOCKS -> "cat /proc/locks";
      case WRITTEN -> "grep wchar " + process + "/io";
      case SEMAPHORE_MAPS -> "grep -l sem." + detail + " /proc/[0-9]*/maps 2>/dev/null";
      case STATE -> "grep -E 'State|TracerPid' " + process + "/status";
      case FROZEN -> frozen(process + "/cgroup)");
      case FORK_FLAG -> "echo $(($(sed 's/.*) //' " + process + "/stat | cut -d' ' -f7) & 0x40))";
      case THREAD_TIMES -> "top -H -p " + pid;
      case STACKS -> "jstack " + pid;
      case STACKS_AND_LOCKS -> "jstack -l " + pid;
      case STACKS_TWICE -> "jstack " + pid + "; sleep 1; jstack " + pid;
      case VIRTUAL_STACKS -> "jcmd " + pid + " Thread.dump_to_file -format=json threads.json";
      case HELPER_STACKS -> "jhsdb jstack --pid " + pid;
      case HELPER_STACKS_AND_LOCKS -> "jhsdb jstack --locks --pid " + pid;
      case PYTHON_STACKS -> "gdb -p " + pid + " -batch -ex 'thread apply all py-bt'";
      case WORD ->
          "dd if=" + process + "/mem bs=4 skip=" + detail + " count=1 2>/dev/null | od -An -td4";
    };
  }

  /** Prints the group's state, whether the freezer is version 2's or version 1's. */
  private static String frozen(String groups) {
    return "cat /sys/fs/cgroup$(sed -n 's/^0:://p' "
        + groups
        + "/cgroup.events /sys/fs/cgroup/freezer$(sed -n 's/.*:freezer://p' "
        + groups
        + "/freezer.state 2>/dev/null";
  }
}
