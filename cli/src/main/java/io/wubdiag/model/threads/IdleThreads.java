package io.wubdiag.model.threads;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Set;

/**
 * Tells the threads of pools that wait for work, by their stacks. There are two questions: {@link
 * #waitsForTask} asks whether a thread has nothing in hand, {@link #waitsToEnd} whether its time
 * limit is only that of a thread that nobody needs. Selectors and schedulers are in neither: they
 * may be woken from outside, and go on by themselves.
 *
 * <p>By the sources of JDK 17 to 25: a {@code ThreadPoolExecutor}'s, schedulers' too, is parked
 * below {@code getTask}, in a queue of the JDK's; a {@code ForkJoinPool}'s below {@code awaitWork}.
 * By their own sources, the same is known of the pools of Tomcat 8.5 to 11, whose {@code
 * ThreadPoolExecutor} became a copy of the JDK's, of Jetty 10 to 12 and of c3p0 0.9 to 0.12. A
 * frame of any other code, be it a queue or what a thread factory put around the worker, could hold
 * a lock with a purpose: such a thread is not taken to be idle.
 */
public final class IdleThreads {
  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";
  private static final String FORK_JOIN_POOL = "java.util.concurrent.ForkJoinPool";
  private static final String TOMCAT = "org.apache.tomcat.util.threads.";
  private static final String JETTY = "org.eclipse.jetty.util.";

  /** Who has one of these frames waits for a task, if there is no frame but of pools. */
  private static final Set<String> ASKS_FOR_TASK =
      Set.of(
          POOL + ".getTask",
          TOMCAT + "ThreadPoolExecutor.getTask",
          JETTY + "thread.QueuedThreadPool$Runner.idleJobPoll",
          "com.mchange.v2.async.ThreadPoolAsynchronousRunner$PoolThread.run");

  /** What else a library's thread has on its stack then, but for the JDK's queues. */
  private static final Set<String> OF_LIBRARIES =
      Set.of(
          TOMCAT + "TaskQueue.poll",
          TOMCAT + "TaskQueue.take",
          TOMCAT + "ThreadPoolExecutor.runWorker",
          TOMCAT + "ThreadPoolExecutor$Worker.run",
          TOMCAT + "TaskThread$WrappingRunnable.run",
          JETTY + "BlockingArrayQueue.poll",
          JETTY + "BlockingArrayQueue.take",
          JETTY + "thread.QueuedThreadPool$Runner.run");

  private IdleThreads() {}

  /**
   * Whether it waits for its next task, so that no code of the application's is on its way to give
   * anything back.
   */
  public static boolean waitsForTask(ThreadSnapshot thread) {
    List<Frame> frames = thread.frames();
    return !thread.ghost()
        && !frames.isEmpty()
        && (isPark(frames.get(0)) && (isInGetTask(frames) || isInAwaitWork(frames))
            || isInLibrary(frames));
  }

  /**
   * Whether it waits with a limit, and ends if it is given nothing to do until then; not a
   * scheduler's, which has a task for later. Unlike {@link #waitsForTask} it knows the JDK's pools
   * only, and does not ask what is farther out than the pool's own frame: a thread factory's code
   * does nothing before the worker comes back.
   */
  public static boolean waitsToEnd(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (frame.className().endsWith("$DelayedWorkQueue")) {
        return false;
      }
      if (frame.method().equals("getTask") || frame.method().equals("awaitWork")) {
        return frame.className().equals(POOL) || frame.className().equals(FORK_JOIN_POOL);
      }
      if (!frame.className().startsWith("java.")
          && !frame.className().startsWith("jdk.internal.")) {
        return false;
      }
    }
    return false;
  }

  private static boolean isPark(Frame frame) {
    return frame.className().equals("jdk.internal.misc.Unsafe") && frame.method().equals("park");
  }

  /** Only the JDK's queue is farther in, only the worker and its thread are farther out. */
  private static boolean isInGetTask(List<Frame> frames) {
    int at = 1;
    while (at < frames.size() && isOfQueue(frames.get(at))) {
      at++;
    }
    return at + 2 < frames.size()
        && is(frames.get(at), POOL, "getTask")
        && is(frames.get(at + 1), POOL, "runWorker")
        && is(frames.get(at + 2), POOL + "$Worker", "run")
        && frames.subList(at + 3, frames.size()).stream().allMatch(IdleThreads::isOfThread);
  }

  private static boolean isOfQueue(Frame frame) {
    return frame.className().startsWith("java.util.concurrent.") && !frame.className().equals(POOL);
  }

  /** A task would be run by frames of {@code ForkJoinTask} and {@code WorkQueue}. */
  private static boolean isInAwaitWork(List<Frame> frames) {
    boolean awaits = false;
    for (Frame frame : frames.subList(1, frames.size())) {
      boolean machinery =
          frame.className().equals(FORK_JOIN_POOL)
              || frame.className().equals("java.util.concurrent.ForkJoinWorkerThread")
              || frame.className().equals("java.util.concurrent.locks.LockSupport");
      if (!machinery) {
        return false;
      }
      awaits |= is(frame, FORK_JOIN_POOL, "awaitWork");
    }
    return awaits;
  }

  /** Parked or in {@code Object.wait}, with nothing but such frames farther out. */
  private static boolean isInLibrary(List<Frame> frames) {
    if (!isPark(frames.get(0)) && !frames.get(0).className().equals("java.lang.Object")) {
      return false;
    }
    boolean asks = false;
    for (Frame frame : frames.subList(1, frames.size())) {
      String name = frame.className() + "." + frame.method();
      boolean asksNow = ASKS_FOR_TASK.contains(name);
      boolean machinery =
          frame.className().startsWith("java.util.concurrent.")
              || frame.className().equals("java.lang.Object")
              || isOfThread(frame);
      if (!asksNow && !machinery && !OF_LIBRARIES.contains(name)) {
        return false;
      }
      asks |= asksNow;
    }
    return asks;
  }

  private static boolean isOfThread(Frame frame) {
    return frame.className().equals("java.lang.Thread");
  }

  private static boolean is(Frame frame, String className, String method) {
    return frame.className().equals(className) && frame.method().equals(method);
  }
}
