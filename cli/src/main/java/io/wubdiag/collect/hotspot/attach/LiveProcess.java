package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.kernel.StatLine;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A process in its present state. {@link KernelFacts} were true when they were read. Before a
 * signal is sent, its conditions are read again.
 */
final class LiveProcess {
  /** The name of the task that handles SIGQUIT, as the kernel cuts it. */
  private static final String SIGNAL_DISPATCHER = "Signal Dispatch";

  private static final String VM_THREAD = "VM Thread";

  private static final long SIGQUIT_BIT = 1 << 2;

  private final Machine machine;
  private final KernelFacts facts;
  private final String directory;

  LiveProcess(Machine machine, KernelFacts facts) {
    this.machine = machine;
    this.facts = facts;
    directory = "/proc/" + facts.pid();
  }

  /** Whether the pid still belongs to the process that the facts are about. */
  boolean isSame() {
    StatLine stat = StatLine.of(machine, facts.pid());
    return stat != null && stat.startTicks() == facts.identity().startTicks();
  }

  boolean isStopped() {
    StatLine stat = StatLine.of(machine, facts.pid());
    ProcessState now = stat == null ? ProcessState.DEAD : stat.state();
    return now == ProcessState.STOPPED || now == ProcessState.TRACED;
  }

  /** Whether the process has a handler for SIGQUIT (proc_pid_status(5)). */
  boolean catchesSigquit() {
    String status = read(directory + "/status");
    return (mask(status, "\nSigCgt:\t") & ~mask(status, "\nSigIgn:\t") & SIGQUIT_BIT) != 0;
  }

  /** Whether the JVM's signal dispatcher thread lives. */
  boolean hasSignalDispatcher() {
    return hasTask(SIGNAL_DISPATCHER);
  }

  /** Whether the JVM's VM thread lives. */
  boolean hasVmThread() {
    return hasTask(VM_THREAD);
  }

  private boolean hasTask(String name) {
    for (Task task : facts.tasks()) {
      if (task.name().equals(name) && isNamed(Long.toString(task.tid()), name)) {
        return true;
      }
    }
    String[] tasks = machine.list(directory + "/task");
    if (tasks != null) {
      for (String tid : tasks) {
        if (isNamed(tid, name)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isNamed(String tid, String name) {
    return read(directory + "/task/" + tid + "/comm").equals(name + "\n");
  }

  private static long mask(String status, String key) {
    int start = status.indexOf(key);
    int end = start < 0 ? -1 : status.indexOf('\n', start + 1);
    if (end < 0) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(status.substring(start + key.length(), end), 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The file's first 8 KiB, empty if it can't be read. */
  private String read(String file) {
    try (ReadableFile in = machine.open(file)) {
      byte[] bytes = new byte[8192];
      int length = Math.max(0, in.read(0, bytes, 0, bytes.length));
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
