package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@code Thread.print}: all platform threads, and the mounted virtual threads, at one
 * safepoint.
 *
 * @param version the JVM's version, null if it was not printed
 */
record ThreadPrint(List<ThreadSnapshot> threads, ObjectTable objects, @Nullable String version) {

  /**
   * Whether the JVM has made a virtual thread. With the first one, it starts a thread of its own
   * for them.
   */
  boolean knowsVirtualThreads() {
    if (major() < 21) {
      return false;
    }
    for (ThreadSnapshot thread : threads) {
      String name = thread.ref().name();
      if (thread.virtual()
          || name.equals("VirtualThread-unblocker") // since JDK 24
          || name.equals("VirtualThread-unparker")) { // up to JDK 24
        return true;
      }
    }
    return false;
  }

  /** The release of its JDK, 0 if it was not printed. */
  int major() {
    int point = version == null ? -1 : version.indexOf('.');
    return version == null || point < 0 ? 0 : Digits.parseInt(version, 0, point);
  }
}
