package io.wubdiag.collect.kernel;

import io.wubdiag.collect.kernel.ProcFile.Failure;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tasks of one process, one after the other, from {@code /proc/PID/task/TID}. */
final class TaskFiles {
  private static final SystemCallNumbers SYSTEM_CALLS = SystemCallNumbers.ofThisMachine();

  /**
   * A clock tick in nanoseconds: {@code USER_HZ} is 100 on every architecture that HotSpot runs on
   * (asm/param.h).
   */
  private static final long NANOS_PER_TICK = 10_000_000;

  private final Machine machine;
  private final ProcFile file;
  private Failure systemCallFailure = Failure.NONE;

  TaskFiles(Machine machine, ProcFile file) {
    this.machine = machine;
    this.file = file;
  }

  /**
   * Why the system calls and wait channels can't be read. One reason holds for all tasks of a
   * process.
   */
  Failure systemCallFailure() {
    return systemCallFailure;
  }

  /**
   * The task; null if it has ended.
   *
   * @param ownNumbers whether the process is in another pid namespace, where its tasks have other
   *     ids
   * @param details whether to read more than name and state
   */
  @Nullable Task read(String directory, long tid, boolean ownNumbers, boolean details) {
    if (!file.load(directory + "/stat")) {
      return null;
    }
    String name = file.statName();
    if (name == null) {
      return null;
    }
    ProcessState state = file.state();
    SystemCall call = null;
    String waitChannel = null;
    if (details && sleeps(state)) {
      call = systemCallUnlessRefused(directory);
      if (systemCallFailure != Failure.DENIED && (call == null || !SYSTEM_CALLS.isFutex(call))) {
        waitChannel = waitChannel(directory);
      }
    }
    long namespaceTid = ownNumbers ? namespaceTid(directory, tid) : tid;
    return new Task(
        tid, namespaceTid, name, state, waitChannel, call, details ? counters(directory) : null);
  }

  /**
   * The system call in which the task is blocked; null if it runs, or the call could not be read.
   */
  @Nullable SystemCall systemCall(String directory) {
    return file.load(directory + "/syscall") ? systemCallIn(file) : null;
  }

  /**
   * Parses {@code /proc/PID/task/TID/syscall} (fs/proc/base.c, {@code proc_pid_syscall}): {@code
   * running}; or {@code -1}, stack pointer, program counter; or the call's decimal number, six
   * arguments, stack pointer, program counter. All but the number is hexadecimal.
   *
   * @return null for {@code running}, and for any other text
   */
  static @Nullable SystemCall systemCallIn(ProcFile file) {
    if (!file.numberFollows()) {
      return null;
    }
    long number = file.number();
    int count = number < 0 ? 0 : 6;
    List<Long> arguments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      arguments.add(file.hex());
    }
    if (!file.hexFollows()) {
      return null;
    }
    long stackPointer = file.hex();
    return file.hexFollows() ? new SystemCall(number, arguments, stackPointer, file.hex()) : null;
  }

  /**
   * How much the task has run: {@code schedstat}, which counts each time it gets a processor. A
   * kernel without schedstat has coarser counters: the clock ticks that the task used, and how
   * often it left the processor. They too move by at least one when the task has run and sleeps
   * again.
   *
   * @return null if the task has ended, or the kernel has neither
   */
  Task.@Nullable Counters counters(String directory) {
    if (file.load(directory + "/schedstat") && file.numberFollows()) {
      long cpuNanos = file.number();
      file.number(); // time spent waiting for a processor
      return file.numberFollows() ? new Task.Counters(cpuNanos, file.number()) : null;
    }
    StatLine stat = file.load(directory + "/stat") ? StatLine.of(file) : null;
    if (stat == null
        || !file.load(directory + "/status")
        || !file.acceptLine("voluntary_ctxt_switches:")) {
      return null;
    }
    long switches = file.number();
    if (!file.acceptLine("nonvoluntary_ctxt_switches:")) {
      return null;
    }
    switches += file.number();
    return new Task.Counters((stat.userTicks() + stat.systemTicks()) * NANOS_PER_TICK, switches);
  }

  private @Nullable SystemCall systemCallUnlessRefused(String directory) {
    if (systemCallFailure != Failure.NONE) {
      return null;
    }
    SystemCall call = systemCall(directory);
    if (file.failure() == Failure.DENIED
        || file.failure() == Failure.ABSENT && machine.exists(directory)) {
      systemCallFailure = file.failure();
    }
    return call;
  }

  /**
   * The kernel function in which the task sleeps. The file reads {@code 0} if the task runs or we
   * may not know.
   */
  private @Nullable String waitChannel(String directory) {
    if (!file.load(directory + "/wchan") || file.length() == 0) {
      return null;
    }
    String function = file.word();
    return function.isEmpty() || function.equals("0") ? null : function;
  }

  /** The task's id in the innermost namespace: the last id in {@code NSpid}. */
  private long namespaceTid(String directory, long tid) {
    if (!file.load(directory + "/status") || !file.acceptLine("NSpid:")) {
      return tid;
    }
    long innermost = tid;
    while (file.numberFollows()) {
      innermost = file.number();
    }
    return innermost;
  }

  private static boolean sleeps(ProcessState state) {
    return state != ProcessState.RUNNING
        && state != ProcessState.ZOMBIE
        && state != ProcessState.DEAD;
  }
}
