package io.wubdiag.serviceability;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.runtime.VM;

/**
 * Reads the Java threads of one process after the other and prints them, as {@code package-info}
 * describes. The first process takes ten times as long as the others, which find every class loaded
 * and warm.
 *
 * <p>It ends at the end of its standard input, so it can't outlive the process that started it.
 */
public final class Main {
  private final Lines lines = new Lines();
  private @Nullable LibjvmSymbols symbols;
  private @Nullable Layout layout;
  private volatile @Nullable TargetMemory memory;

  private Main() {}

  /** Answers each line of standard input; needs no arguments. */
  public static void main(String[] args) throws IOException, InterruptedException {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    // The Serviceability Agent prints warnings on System.out.
    System.setOut(System.err);
    Requests requests = new Requests();
    requests.start();
    Main main = new Main();
    Runtime.getRuntime().addShutdownHook(main.new Detach());
    while (true) {
      byte[] answer = main.answer(requests.next()).getBytes(StandardCharsets.UTF_8);
      // The Serviceability Agent's library has printed warnings, perhaps not whole lines.
      out.write(("\nanswer " + answer.length + "\n").getBytes(StandardCharsets.US_ASCII));
      out.write(answer);
    }
  }

  /**
   * The answer to one request.
   *
   * @param request the pid, a space, and the address at which the process' memory maps the start of
   *     libjvm.so, in hexadecimal; it must be the same file as this JVM's own
   */
  private String answer(String request) {
    lines.clear();
    try {
      int space = request.indexOf(' ');
      int pid = Integer.parseInt(request.substring(0, space));
      print(pid, Long.parseUnsignedLong(request.substring(space + 1), 16));
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      lines.clear();
      lines.start("error").text(e.toString()).end();
    }
    return lines.toString();
  }

  private void print(int pid, long libjvm) throws IOException {
    if (symbols == null) {
      symbols = LibjvmSymbols.read();
    }
    try (TargetMemory target = new TargetMemory(pid, libjvm, symbols)) {
      memory = target;
      TypeTables.install(target);
      Layout found = Layout.ofTarget();
      if (layout == null) {
        layout = found;
      }
      if (found.equals(layout)) {
        new ProcessReading(target, lines).print();
      } else {
        lines.start("other").end();
      }
    } finally {
      VM.shutdown();
      memory = null;
    }
  }

  /** Releases the process when this program is told to end. */
  private final class Detach extends Thread {
    @Override
    public void run() {
      TargetMemory target = memory;
      if (target != null) {
        target.detach();
      }
    }
  }
}
