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
 * A process that is left stopped since the helper was killed just when it attached. ptrace(2)
 * attaches by sending SIGSTOP; one that the tracer does not live to see takes effect after it. Of
 * eighty helpers that were killed while they attached, six left the process so.
 */
final class LeftStopped {
  private static final int LOOKS = 20;
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private LeftStopped() {}

  /**
   * Lets a process run on that was not stopped before; the helper has ended by now. One that was
   * stopped before is left alone: it is at rest, and the helper never attaches to it.
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
      machine.rest(INTERVAL); // none where it is interrupted, and looks on
    }
  }

  private static void sendCont(Machine machine, long pid) {
    try {
      machine.run(List.of("kill", "-CONT", Long.toString(pid)), Deadline.after(PATIENCE, machine));
    } catch (IOException e) {
      // Without kill(1) there is no way to do it.
    }
  }
}
