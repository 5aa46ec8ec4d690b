package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.FactsBuilder;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Recorded answers of {@link Subject}: {@code thread-print-17.txt} and {@code -25.txt} in mode
 * {@code waits}, {@code thread-print-virtual-25.txt} and {@code listing-25.json} in mode {@code
 * virtual}.
 */
final class Samples {
  static final ProcessIdentity PROCESS = new ProcessIdentity(new Host("boot"), 4711, 1, 1);

  private Samples() {}

  /** An answer, each character a byte. */
  static String text(String name) {
    return new String(bytes(name), StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ThreadPrint parse(String text, Task... tasks) {
    return ThreadPrintParser.parse(text, facts(1, tasks), new FrameText());
  }

  /** A process in a container, so that only its listed tasks have a tid. */
  static KernelFacts facts(long namespacePid, Task... tasks) {
    return new FactsBuilder(PROCESS, "java")
        .namespacePid(namespacePid)
        .jvm(null)
        .tasks(List.of(tasks))
        .build();
  }

  static Task task(long tid, long namespaceTid) {
    return new Task(tid, namespaceTid, "java", ProcessState.SLEEPING, null, null, null);
  }
}
