package io.wubdiag.serviceability;

import java.io.IOException;
import sun.jvm.hotspot.runtime.VM;

/**
 * Prints the threads of one process.
 *
 * <p>It first reads the memory without stopping the process, and checks before and after whether
 * any task got a processor. If none did, then everything read was true at one instant and the
 * process has not noticed. Only a running process is stopped (ptrace(2)), and only for the walk:
 * everything is loaded and warm by then.
 */
final class ProcessReading {
  /**
   * The number of looks. The second look takes a tenth of the first one's time: it often fits
   * between two wake-ups.
   */
  private static final int LOOKS = 2;

  private static final int LOOKS_AT_SLEEP = 50;
  private static final int SLEEP_MILLIS = 2;

  private final TargetMemory memory;
  private final Lines lines;
  private final FrameLines frames;

  /**
   * Reads the process with this memory, which the Serviceability Agent reads now.
   *
   * @param lines where it is printed
   */
  ProcessReading(TargetMemory memory, Lines lines) {
    this.memory = memory;
    this.lines = lines;
    this.frames = new FrameLines(lines);
  }

  void print() throws IOException {
    lines.start("version").text(VM.getVM().getVMRelease()).end();
    long paused = 0;
    if (!look()) {
      awaitStoppable();
      long start = System.nanoTime();
      try {
        memory.stop();
        new ThreadWalk(memory, lines, frames).print();
      } finally {
        memory.detach();
      }
      paused = System.nanoTime() - start;
    }
    lines.start("paused").number(paused).end();
    lines.start("end").end();
  }

  private void awaitStoppable() throws IOException {
    for (int i = 0; !TaskActivity.of(memory.pid()).isStoppable(); i++) {
      if (i == LOOKS_AT_SLEEP) {
        throw new IOException("it runs, and one of its tasks is in uninterruptible sleep");
      }
      try {
        Thread.sleep(SLEEP_MILLIS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** Prints the threads unless the process ran meanwhile. */
  private boolean look() {
    int start = lines.length();
    for (int i = 0; i < LOOKS; i++) {
      memory.forget();
      TaskActivity before = TaskActivity.of(memory.pid());
      RuntimeException failure = null;
      try {
        new ThreadWalk(memory, lines, frames).print();
      } catch (RuntimeException e) {
        failure = e;
      }
      if (before.isAtRest() && before.equals(TaskActivity.of(memory.pid()))) {
        if (failure != null) {
          throw failure;
        }
        return true;
      }
      lines.cut(start);
    }
    return false;
  }
}
