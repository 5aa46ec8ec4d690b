package io.wubdiag.analyse.knot;

import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.threads.IdleThreads;
import io.wubdiag.model.threads.JvmThreads;
import java.util.List;

/**
 * Tells threads in the middle of work from threads at rest, which wait for their next task, element
 * or event. A knot of threads at rest is a program at rest.
 */
final class AtWork {
  private static final long MAIN = 1;

  private AtWork() {}

  /** Whether a thread is in the middle of work. */
  static boolean is(ThreadNode node) {
    ThreadSnapshot thread = node.thread();
    List<Frame> frames = thread.frames();
    return frames.isEmpty()
        || !IdleThreads.waitsForTask(thread)
            && !JvmThreads.isLikely(thread)
            && !takesFromQueue(frames);
  }

  /** Whether it is the main thread of a JVM, which may wait only to keep its JVM alive. */
  static boolean isMain(ThreadNode node) {
    return node.thread().ref().javaId() == MAIN && node.thread().ref().name().equals("main");
  }

  /** Whether it asks a queue of the JDK for its next element. */
  private static boolean takesFromQueue(List<Frame> frames) {
    for (Frame frame : frames) {
      String name = frame.className();
      if (name.startsWith("java.util.concurrent.")
          && (frame.method().startsWith("take") || frame.method().startsWith("poll"))
          && !name.startsWith("java.util.concurrent.locks.")) {
        return true;
      }
      if (!name.startsWith("java.") && !name.startsWith("jdk.internal.")) {
        return false;
      }
    }
    return false;
  }
}
