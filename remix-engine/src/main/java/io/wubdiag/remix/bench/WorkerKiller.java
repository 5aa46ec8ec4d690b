package io.wubdiag.remix.bench;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills one of this process' children by SIGKILL every so often.
 *
 * @param killed counts them
 */
record WorkerKiller(double everySeconds, AtomicInteger killed) implements Runnable {
  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep((long) (1000 * everySeconds));
        List<ProcessHandle> workers = ProcessHandle.current().children().toList();
        if (!workers.isEmpty()) {
          ProcessHandle chosen = workers.get(ThreadLocalRandom.current().nextInt(workers.size()));
          if (chosen.destroyForcibly()) {
            killed.incrementAndGet();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
