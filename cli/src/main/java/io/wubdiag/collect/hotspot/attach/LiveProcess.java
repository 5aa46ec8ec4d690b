package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process as it is right now. {@link KernelFacts} were true when they were read; before a signal
 * is sent, what permits it is read again.
 */
final class LiveProcess {
  /** The task that handles SIGQUIT, as the kernel cuts its name. */
  private static final String SIGNAL_DISPATCHER = "Signal Dispatch";

  private static final String VM_THREAD = "VM Thread";

  private static final long SIGQUIT_BIT = 1 << 2;

  private final KernelFacts facts;
  private final String directory;

  LiveProcess(KernelFacts facts) {
    this.facts = facts;
    directory = "/proc/" + facts.pid();
  }

  /** Whether the pid still belongs to the process that the facts are about. */
  boolean isSame() {
    return facts.identity().startTicks() == startTicks(read(directory + "/stat"));
  }

  boolean isStopped() {
    String stat = read(directory + "/stat");
    int state = stat.lastIndexOf(')') + 2;
    if (state < 2 || state >= stat.length()) {
      return false;
    }
    ProcessState now = ProcessState.of(stat.charAt(state));
    return now == ProcessState.STOPPED || now == ProcessState.TRACED;
  }

  /** Whether it has a handler for SIGQUIT (proc_pid_status(5)). */
  boolean catchesSigquit() {
    String status = read(directory + "/status");
    return (mask(status, "\nSigCgt:\t") & ~mask(status, "\nSigIgn:\t") & SIGQUIT_BIT) != 0;
  }

  /** Whether the JVM's thread that handles signals lives. */
  boolean hasSignalDispatcher() {
    return hasTask(SIGNAL_DISPATCHER);
  }

  /** Whether the JVM's thread that runs its operations lives. */
  boolean hasVmThread() {
    return hasTask(VM_THREAD);
  }

  private boolean hasTask(String name) {
    for (Task task : facts.tasks()) {
      if (task.name().equals(name) && isNamed(Long.toString(task.tid()), name)) {
        return true;
      }
    }
    String[] tasks = new File(directory + "/task").list();
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

  /** The effective user id that wubdiag has, -1 if unknown. */
  static long ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | RuntimeException e) {
      return -1;
    }
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

  /** Field 22 of {@code /proc/PID/stat}; the name in field 2 may hold anything. */
  private static long startTicks(String stat) {
    int field = 2;
    for (int i = stat.lastIndexOf(')') + 1; i > 0 && i < stat.length(); i++) {
      if (stat.charAt(i) == ' ' && ++field == 22) {
        int end = stat.indexOf(' ', i + 1);
        try {
          return Long.parseLong(stat, i + 1, end < 0 ? stat.length() : end, 10);
        } catch (NumberFormatException e) {
          return -1;
        }
      }
    }
    return -1;
  }

  /** The file's first 8 KiB, empty if it can't be read. */
  private static String read(String file) {
    try (FileInputStream in = new FileInputStream(file)) {
      byte[] bytes = new byte[8192];
      int length = Math.max(0, in.read(bytes));
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
