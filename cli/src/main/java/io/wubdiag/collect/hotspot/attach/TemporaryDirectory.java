package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.KernelFacts;

/**
 * The {@code /tmp} of another process, through which a JVM and its client pass files. It may be in
 * another mount namespace. {@code java.io.tmpdir} does not matter.
 */
final class TemporaryDirectory {
  private TemporaryDirectory() {}

  /** Its path for us. The process itself calls it {@code /tmp}. */
  static String of(KernelFacts process) {
    return "/proc/" + process.pid() + "/root/tmp";
  }
}
