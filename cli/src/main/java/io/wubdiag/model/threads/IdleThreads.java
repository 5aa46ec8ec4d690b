package io.wubdiag.model.threads;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import java.util.Set;

/**
 * Recognises idle threads of pools by their stacks. It answers two questions: {@link #waitsForTask}
 * asks whether a thread has no task in hand, {@link #waitsToEnd} whether its time limit only ends
 * an unneeded thread. Selectors and schedulers fit neither: they may be woken from outside, and go
 * on by themselves.
 *
 * <p>By the sources of JDK 17 to 25: an idle thread of a {@code ThreadPoolExecutor}, schedulers
 * included, is parked below {@code getTask}, in a queue of the JDK; an idle thread of a {@code
 * ForkJoinPool} is parked below {@code awaitWork}. Other pools were checked in their own sources:
 * Tomcat 8.5 to 11, whose {@code ThreadPoolExecutor} became a copy of the JDK's, Jetty 10 to 12,
 * and c3p0 0.9 to 0.12. A frame of any other code, such as another queue or a thread factory's
 * wrapper of the worker, could hold a lock with a purpose. A thread with such a frame does not
 * count as idle.
 */
public final class IdleThreads {
  private static final String POOL = "java.util.concurrent.ThreadPoolExecutor";
  private static final String FORK_JOIN_POOL = "java.util.concurrent.ForkJoinPool";
  private static final String TOMCAT = "org.apache.tomcat.util.threads.";
  private static final String JETTY = "org.eclipse.jetty.util.";

  /** Frames of a thread that waits for a task, if all its other frames belong to pools, too. */
  private static final Set<String> ASKS_FOR_TASK =
      Set.of(
          POOL + ".getTask",
          TOMCAT + "ThreadPoolExecutor.getTask",
          JETTY + "thread.QueuedThreadPool$Runner.idleJobPoll",
          "com.mchange.v2.async.ThreadPoolAsynchronousRunner$PoolThread.run");

  /** Further frames of an idle library thread, beside the JDK's queues. */
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
   * Whether a thread waits for its next task, so that no application code on its stack will release
   * anything.
   */
  public static boolean waitsForTask(ThreadSnapshot thread) {
    List<Frame> frames = thread.frames();
    return !thread.ghost()
        && !frames.isEmpty()
        && (isPark(frames.get(0)) && (isInGetTask(frames) || isInAwaitWork(frames))
            || isInLibrary(frames));
  }

  /**
   * Whether a thread waits with a time limit and then ends, if it gets no task until then. False
   * for a scheduler's thread, which has a task for later. Unlike {@link #waitsForTask} it knows
   * only the JDK's pools, and ignores the frames outside of the pool's own frame: a thread
   * factory's code does nothing before the worker returns.
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

  /**
   * Whether only the JDK's queue is inside of {@code getTask}, and only the worker and its thread
   * are outside.
   */
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

  /**
   * Whether the thread is idle in {@code awaitWork}. A running task would have frames of {@code
   * ForkJoinTask} and {@code WorkQueue}.
   */
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

  /** Whether the thread is parked or in {@code Object.wait}, with only such frames outside. */
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
