package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.ProcessState;
import org.jspecify.annotations.Nullable;

/**
 * The fields of {@code /proc/PID/stat} that we use (proc_pid_stat(5)).
 *
 * @param background whether it has a terminal, in whose foreground is another process group
 * @param threads how many threads the process has; 1 for a zombie
 * @param startTicks when it started, in clock ticks since boot
 */
public record StatLine(
    String name,
    ProcessState state,
    long parentPid,
    boolean background,
    long flags,
    long userTicks,
    long systemTicks,
    long threads,
    long startTicks) {
  /** {@code PF_KTHREAD} of include/linux/sched.h, the same since Linux 2.6.27. */
  private static final long KERNEL_THREAD = 0x00200000;

  /** The line of the process with this pid; null if it is gone. */
  public static @Nullable StatLine of(Machine machine, long pid) {
    ProcFile file = new ProcFile(machine);
    return file.load("/proc/" + pid + "/stat") ? of(file) : null;
  }

  /** The line in this file; null if the file has another form or was cut off. */
  static @Nullable StatLine of(ProcFile file) {
    String name = file.statName();
    if (name == null) {
      return null;
    }
    ProcessState state = file.state(); // field 3
    long parentPid = file.number();
    long group = file.number(); // 5
    file.skipWords(2);
    long foreground = file.number(); // 8; -1 without a terminal
    boolean background = foreground > 0 && foreground != group;
    long flags = file.number(); // 9
    file.skipWords(4);
    long userTicks = file.number(); // 14
    long systemTicks = file.number();
    file.skipWords(4);
    long threads = file.number(); // 20
    file.skipWords(1);
    return file.numberFollows()
        ? new StatLine(
            name,
            state,
            parentPid,
            background,
            flags,
            userTicks,
            systemTicks,
            threads,
            file.number())
        : null;
  }

  /** {@code PF_FORKNOEXEC}, in the same place since Linux 2.6.0; execve(2) clears it. */
  private static final long FORKED_WITHOUT_EXEC = 0x00000040;

  /** Whether the process has not executed a program since it was forked. */
  boolean forkedWithoutExec() {
    return (flags & FORKED_WITHOUT_EXEC) != 0;
  }

  boolean kernelThread() {
    return (flags & KERNEL_THREAD) != 0;
  }

  /** Whether the whole process has ended. */
  boolean ended() {
    return exited() && threads <= 1;
  }

  /** Whether the first thread has exited while others go on. */
  boolean firstThreadExited() {
    return exited() && threads > 1;
  }

  /** Whether the first thread has exited. */
  public boolean exited() {
    return state == ProcessState.ZOMBIE || state == ProcessState.DEAD;
  }
}
