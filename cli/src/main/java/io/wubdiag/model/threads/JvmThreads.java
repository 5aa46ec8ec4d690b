package io.wubdiag.model.threads;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Set;

/**
 * Recognises the JVM's own threads, by their names and stacks in JDK 17 to 25. A name proves
 * little, since an application may use the same one. So there are two answers: {@link #isCertain}
 * for a proof, where a wrong yes would be a false alarm, and {@link #isLikely} for a guess which
 * thread of a process is the application's.
 */
public final class JvmThreads {
  /** Threads that call into Java code now and then, and have no frames otherwise. */
  private static final Set<String> SELDOM_IN_JAVA =
      Set.of("Attach Listener", "Notification Thread", "Signal Dispatcher");

  /** Threads that never have a frame. */
  private static final Set<String> NEVER_IN_JAVA =
      Set.of("DestroyJavaVM", "Monitor Deflation Thread", "Service Thread", "Sweeper thread");

  /** Threads that run only code of the JDK, except finalisers and cleaning actions. */
  private static final Set<String> ALWAYS_IN_JAVA =
      Set.of("Common-Cleaner", "Finalizer", "Reference Handler");

  private static final String REAPER = "process reaper";

  private JvmThreads() {}

  /**
   * Whether the thread runs no application code while all other threads are blocked. A thread
   * without frames must also have a known name: a starting application thread has no frames either.
   * Our agent's threads count.
   */
  public static boolean isCertain(ThreadSnapshot thread) {
    if (thread.virtual()) {
      return false;
    }
    List<Frame> frames = thread.frames();
    if (frames.isEmpty()) {
      String name = thread.ref().name();
      return thread.ref().javaId() == 0
          || SELDOM_IN_JAVA.contains(name)
          || NEVER_IN_JAVA.contains(name)
          || name.startsWith("C1 CompilerThread")
          || name.startsWith("C2 CompilerThread");
    }
    if (is(frames.get(0), "java.lang.ref.Reference", "waitForReferencePendingList")) {
      return true;
    }
    if (thread.ref().name().equals(REAPER) && IdleThreads.waitsToEnd(thread)) {
      return true; // it has seen the end of all child processes
    }
    for (Frame frame : frames) {
      if (is(frame, "java.lang.ref.ReferenceQueue", "remove")) {
        return cleans(frames);
      }
    }
    return frames.get(frames.size() - 1).className().startsWith("io.wubdiag.agent.")
        || frames.size() > 1
            && frames.get(frames.size() - 2).className().startsWith("io.wubdiag.agent.");
  }

  /**
   * Whether the thread looks like a JVM thread, in a dump with stacks: no frames, a known name, or
   * a daemon that waits for references, of any library. Unlike {@link #isCertain}, it counts a
   * reaper that still waits for a child as the JVM's, and our agent's threads as the application's.
   */
  public static boolean isLikely(ThreadSnapshot thread) {
    String name = thread.ref().name();
    return thread.frames().isEmpty()
        || SELDOM_IN_JAVA.contains(name)
        || ALWAYS_IN_JAVA.contains(name)
        || isReaper(thread.ref())
        || awaitsReferences(thread);
  }

  /**
   * Whether it is the JDK's thread that waits for a child process. When the child has ended, the
   * thread closes the streams from it ({@code ProcessImpl$ProcessPipeInputStream.processExited}),
   * and waits for their present readers; no thread waits for it. Later JDKs append the child's pid
   * to its name.
   */
  public static boolean isReaper(ThreadRef thread) {
    return thread.name().startsWith(REAPER);
  }

  /**
   * Whether the thread only serves the garbage collector, such as the finaliser's thread, which
   * waits for the collector and for no other thread. A {@code Cleaner}'s thread is excluded.
   */
  public static boolean servesCollector(ThreadSnapshot thread) {
    List<Frame> frames = thread.frames();
    return !frames.isEmpty()
        && frames.get(frames.size() - 1).className().startsWith("java.lang.ref.");
  }

  /**
   * Whether it is a daemon that cleans up after the collector, such as a {@code Cleaner}'s thread.
   */
  private static boolean awaitsReferences(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (frame.className().equals("java.lang.ref.ReferenceQueue")
          && frame.method().startsWith("remove")) {
        return thread.daemon();
      }
    }
    return false;
  }

  /**
   * Whether the thread waits for the collector to find references. While no thread runs, nothing is
   * collected.
   */
  private static boolean cleans(List<Frame> frames) {
    for (Frame frame : frames) {
      String name = frame.className();
      if (name.equals("java.lang.ref.Finalizer$FinalizerThread")
          || name.equals("jdk.internal.ref.CleanerImpl")
          || name.equals("com.sun.jna.internal.Cleaner$CleanerThread")) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(Frame frame, String className, String method) {
    return frame.className().equals(className) && frame.method().equals(method);
  }
}
