package io.wubdiag.serviceability;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import sun.jvm.hotspot.runtime.VM;

/**
 * Reads the Java threads of one process and prints them, as {@code package-info} describes.
 *
 * <p>It first reads the memory without stopping the process, and looks before and after whether any
 * task of it was given a processor. If none was, what was read is one instant's truth and the
 * process has not noticed. Only if the process runs is it stopped (ptrace(2)), and only for the
 * walk: everything is loaded and warm by then.
 *
 * <p>It ends at the end of its standard input, so that it can't outlive who started it.
 */
public final class Main {
  /** The second one takes a tenth of the first one's time: it often fits between two wake-ups. */
  private static final int LOOKS = 2;

  private static final int LOOKS_AT_SLEEP = 50;
  private static final int SLEEP_MILLIS = 2;

  private Main() {}

  /**
   * Prints the threads of a process.
   *
   * @param args the pid, and the address at which its memory maps the start of libjvm.so, in
   *     hexadecimal; that must be the same file as this JVM's own
   */
  public static void main(String[] args) throws IOException {
    // The Serviceability Agent prints warnings on System.out.
    System.setOut(System.err);
    InputWatch watch = new InputWatch();
    watch.setDaemon(true);
    watch.start();
    Lines lines = new Lines();
    try {
      dump(Integer.parseInt(args[0]), Long.parseUnsignedLong(args[1], 16), lines);
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      lines.clear();
      lines.start("error").text(e.toString()).end();
    }
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    System.exit(0);
  }

  private static void dump(int pid, long libjvm, Lines lines) throws IOException {
    TargetMemory memory = new TargetMemory(pid, libjvm);
    TypeTables.install(memory);
    lines.start("version").text(VM.getVM().getVMRelease()).end();
    long paused = 0;
    FrameLines frames = new FrameLines(lines);
    if (!look(pid, memory, lines, frames)) {
      awaitStoppable(pid);
      Runtime.getRuntime().addShutdownHook(new Detach(memory));
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

  private static void awaitStoppable(int pid) throws IOException {
    for (int i = 0; !TaskActivity.of(pid).isStoppable(); i++) {
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
  private static boolean look(int pid, TargetMemory memory, Lines lines, FrameLines frames) {
    int start = lines.length();
    for (int i = 0; i < LOOKS; i++) {
      memory.forget();
      TaskActivity before = TaskActivity.of(pid);
      RuntimeException failure = null;
      try {
        new ThreadWalk(memory, lines, frames).print();
      } catch (RuntimeException e) {
        failure = e;
      }
      if (before.isAtRest() && before.equals(TaskActivity.of(pid))) {
        if (failure != null) {
          throw failure;
        }
        return true;
      }
      lines.cut(start);
    }
    return false;
  }

  /** Lets the process go when this program is told to end. */
  private static final class Detach extends Thread {
    private final TargetMemory memory;

    Detach(TargetMemory memory) {
      this.memory = memory;
    }

    @Override
    public void run() {
      memory.detach();
    }
  }
}
