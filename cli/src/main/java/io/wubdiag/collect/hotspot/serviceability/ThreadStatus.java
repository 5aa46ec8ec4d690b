package io.wubdiag.collect.hotspot.serviceability;

/**
 * The status word of {@code java.lang.Thread}: bits of {@code JVMTI_THREAD_STATE_*} (jvmti.h), read
 * as {@code jdk.internal.misc.VM.toThreadState} of JDK 17 reads them.
 */
final class ThreadStatus {
  private static final int ALIVE = 0x1;
  private static final int TERMINATED = 0x2;
  private static final int RUNNABLE = 0x4;
  private static final int WAITING_INDEFINITELY = 0x10;
  private static final int WAITING_WITH_TIMEOUT = 0x20;
  private static final int BLOCKED_ON_MONITOR_ENTER = 0x400;

  private ThreadStatus() {}

  static Thread.State state(int status) {
    if ((status & RUNNABLE) != 0) {
      return Thread.State.RUNNABLE;
    }
    if ((status & BLOCKED_ON_MONITOR_ENTER) != 0) {
      return Thread.State.BLOCKED;
    }
    if ((status & WAITING_INDEFINITELY) != 0) {
      return Thread.State.WAITING;
    }
    if ((status & WAITING_WITH_TIMEOUT) != 0) {
      return Thread.State.TIMED_WAITING;
    }
    if ((status & TERMINATED) != 0) {
      return Thread.State.TERMINATED;
    }
    return (status & ALIVE) == 0 ? Thread.State.NEW : Thread.State.RUNNABLE;
  }
}
