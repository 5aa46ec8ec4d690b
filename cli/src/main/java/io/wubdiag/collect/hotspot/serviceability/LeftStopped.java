package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessState;
import java.io.IOException;

/**
 * A process that is left stopped since the helper was killed just when it attached. ptrace(2)
 * attaches by sending SIGSTOP; one that the tracer does not live to see takes effect after it. Of
 * eighty helpers that were killed while they attached, six left the process so.
 */
final class LeftStopped {
  private static final int LOOKS = 20;
  private static final long INTERVAL_MILLIS = 5;

  private LeftStopped() {}

  /**
   * Lets a process run on that was not stopped before; the helper has ended by now. One that was
   * stopped before is left alone: it is at rest, and the helper never attaches to it.
   */
  static void resume(KernelFacts process) {
    if (process.state() == ProcessState.STOPPED) {
      return;
    }
    for (int i = 0; i < LOOKS; i++) {
      if (ProcStatus.startTicks(process.pid()) != process.identity().startTicks()) {
        return;
      }
      if (ProcStatus.state(process.pid()) == ProcessState.STOPPED) {
        sendCont(process.pid());
        return;
      }
      try {
        Thread.sleep(INTERVAL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // and looks on without a pause
      }
    }
  }

  private static void sendCont(long pid) {
    try {
      new ProcessBuilder("kill", "-CONT", Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // Without kill(1) there is no way to do it.
    }
  }
}
