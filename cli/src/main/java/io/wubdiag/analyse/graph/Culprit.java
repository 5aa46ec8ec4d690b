package io.wubdiag.analyse.graph;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadSnapshot;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The frame that an expert would name of a thread that waits: the innermost one that is not the
 * machinery of waiting. A library that takes a lock of its own, like {@code
 * java.util.logging.StreamHandler.publish}, is not machinery.
 *
 * <p>The frames below a lock, by the sources of JDK 17 to 25: {@code Object.wait}, {@code
 * jdk.internal.misc.Unsafe.park}, {@code LockSupport}, {@code AbstractQueuedSynchronizer} and what
 * extends it, {@code FutureTask}, {@code ForkJoinTask} and {@code CompletableFuture} (whose waits
 * end when a task has been run), latches, semaphores, barriers and bounded queues, {@code
 * ForkJoinPool.managedBlock} (from which conditions park), {@code VirtualThread} with {@code
 * System$2.parkVirtualThread} and {@code jdk.internal.vm.Continuation} (by which a virtual one
 * does). Of CPython's the modules {@code threading} and {@code multiprocessing.synchronize}. Below
 * a native function: the stubs of JNA and of the foreign function interface. Native frames: those
 * of glibc's {@code nptl} directory, and native methods that are called like them, as in a class
 * that JNA maps directly.
 */
public final class Culprit {
  private static final String[] MACHINERY_PACKAGES = {
    "io.wubdiag.agent.bootstrap.",
    "java.util.concurrent.locks.",
    "multiprocessing.synchronize.",
    "threading.",
    "java.lang.invoke.",
    "jdk.internal.foreign.",
    "jdk.internal.misc.",
    "jdk.internal.vm.",
  };

  /** Without their leading underscores. */
  private static final String[] MACHINERY_FUNCTIONS = {
    "clock_nanosleep",
    "do_futex_wait",
    "futex",
    "lll_lock",
    "nanosleep",
    "new_sem_wait",
    "pthread_",
    "sem_",
    "syscall",
  };

  private static final String CONCURRENT = "java.util.concurrent.";

  private static final Set<String> SYNCHRONIZERS =
      Set.of("CountDownLatch", "CyclicBarrier", "Exchanger", "Phaser", "Semaphore");

  private static final Set<String> QUEUES =
      Set.of(
          "ArrayBlockingQueue", "LinkedBlockingDeque", "LinkedBlockingQueue", "SynchronousQueue");

  private Culprit() {}

  /** The culprit of that thread; null if it has no such frame. */
  public static @Nullable Frame of(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (!isMachinery(frame)) {
        return frame;
      }
    }
    return null;
  }

  private static boolean isMachinery(Frame frame) {
    String className = frame.className();
    String method = frame.method();
    if (frame.nativeMethod() && isMachineryFunction(method)) {
      return true;
    }
    return switch (className) {
      case "java.lang.Object" -> method.startsWith("wait");
      case "java.lang.Thread" ->
          method.equals("onSpinWait") || method.startsWith("sleep") || method.startsWith("yield");
      case "java.util.concurrent.ForkJoinPool" -> method.endsWith("managedBlock");
      case "java.util.concurrent.ForkJoinTask" ->
          method.equals("awaitDone") || method.endsWith("oin") || method.equals("get");
      case "java.util.concurrent.FutureTask" -> method.equals("awaitDone") || method.equals("get");
      case "java.util.concurrent.CompletableFuture" ->
          method.equals("join") || method.equals("get") || method.endsWith("Get");
      case "java.util.concurrent.CompletableFuture$Signaller" -> true;
      case "com.sun.jna.Native" -> method.startsWith("invoke");
      case "java.lang.VirtualThread",
          "sun.misc.Unsafe",
          "com.sun.jna.Function",
          "com.sun.jna.Library$Handler" ->
          true;
      default -> isMachineryClass(className, method) || isSynchronizer(className, method);
    };
  }

  /**
   * What of {@code java.util.concurrent} a thread waits at, with its inner classes. A queue is only
   * where there is no room in it; who takes from an empty one waits for work.
   */
  private static boolean isSynchronizer(String className, String method) {
    if (!className.startsWith(CONCURRENT)) {
      return false;
    }
    String name = className.substring(CONCURRENT.length());
    int inner = name.indexOf('$');
    String outer = inner < 0 ? name : name.substring(0, inner);
    return SYNCHRONIZERS.contains(outer)
        || name.startsWith("SynchronousQueue$")
        || QUEUES.contains(name) && method.startsWith("put");
  }

  private static boolean isMachineryClass(String className, String method) {
    for (String name : MACHINERY_PACKAGES) {
      if (className.startsWith(name)) {
        return true;
      }
    }
    boolean parksVirtualThread =
        className.startsWith("java.lang.System$") && method.startsWith("parkVirtualThread");
    return parksVirtualThread || isProxy(className);
  }

  /**
   * Whether it is named as {@code java.lang.reflect.Proxy} names its classes, of whatever package.
   */
  private static boolean isProxy(String className) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    return simple.startsWith("$Proxy")
        && simple.length() > "$Proxy".length()
        && Character.isDigit(simple.charAt("$Proxy".length()));
  }

  private static boolean isMachineryFunction(String function) {
    int start = 0;
    while (start < function.length() && function.charAt(start) == '_') {
      start++;
    }
    for (String name : MACHINERY_FUNCTIONS) {
      if (function.startsWith(name, start)) {
        return true;
      }
    }
    return false;
  }
}
