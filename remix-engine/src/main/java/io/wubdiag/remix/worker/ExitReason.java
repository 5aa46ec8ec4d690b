package io.wubdiag.remix.worker;

import java.util.Map;

/** How a process ended, as a phrase that follows its name. */
final class ExitReason {
  /** The number that {@code Process.exitValue} adds to a signal's number, as shells do. */
  private static final int SIGNALLED = 128;

  /** Signals that end a process, by number (signal(7)); x86-64 and AArch64. */
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(31, "SIGSYS"));

  private ExitReason() {}

  /** The reason of a process that Java started. */
  static String ofExitValue(int value) {
    String signal = SIGNALS.get(value - SIGNALLED);
    return signal == null ? "exited with code " + value : "was killed by " + signal;
  }

  /** The reason in a status of waitpid(2). */
  static String ofWaitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0
        ? "exited with code " + ((status >> 8) & 0xff)
        : "was killed by " + SIGNALS.getOrDefault(signal, "signal " + signal);
  }
}
