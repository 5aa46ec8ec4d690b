package io.wubdiag.remix.bench;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the oldest of this process' children by SIGKILL every so often: of workers the one that is
 * most likely at work. One that has just been started is left to get ready; else with little time
 * between, none ever would.
 *
 * @param killed counts them
 */
record WorkerKiller(double everySeconds, AtomicInteger killed) implements Runnable {
  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep((long) (1000 * everySeconds));
        Optional<ProcessHandle> oldest =
            ProcessHandle.current()
                .children()
                .min(
                    Comparator.comparing(child -> child.info().startInstant().orElse(Instant.MAX)));
        if (oldest.isPresent() && oldest.get().destroyForcibly()) {
          killed.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
