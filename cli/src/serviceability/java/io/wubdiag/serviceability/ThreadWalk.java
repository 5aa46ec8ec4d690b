package io.wubdiag.serviceability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sun.jvm.hotspot.debugger.Address;
import sun.jvm.hotspot.debugger.OopHandle;
import sun.jvm.hotspot.oops.Oop;
import sun.jvm.hotspot.oops.OopUtilities;
import sun.jvm.hotspot.runtime.JavaThread;
import sun.jvm.hotspot.runtime.JavaVFrame;
import sun.jvm.hotspot.runtime.MonitorInfo;
import sun.jvm.hotspot.runtime.Threads;

/**
 * Prints the threads of the process as its memory shows them now: the listed threads, each with its
 * stack, its locks and its wait, then every object that was named.
 */
final class ThreadWalk {
  private static final int MOST_THREADS = 1 << 17;

  /** The most frames, as many as in the JVM's own dump ({@code -XX:MaxJavaStackTraceDepth}). */
  private static final int MOST_FRAMES = 1024;

  /** {@code JVMTI_THREAD_STATE_PARKED} of {@code java.lang.Thread}'s status (jvmti.h). */
  private static final int PARKED = 0x200;

  private final TargetMemory memory;
  private final Lines lines;
  private final FrameLines frames;
  private final LockedObjects objects;

  ThreadWalk(TargetMemory memory, Lines lines, FrameLines frames) {
    this.memory = memory;
    this.lines = lines;
    this.frames = frames;
    this.objects = new LockedObjects(lines);
  }

  void print() {
    Threads threads = new Threads();
    int count = Math.min(threads.getNumberOfThreads(), MOST_THREADS);
    List<ListedThread> listed = new ArrayList<>(count);
    Set<Long> seen = new HashSet<>();
    Set<Integer> tasks = new HashSet<>();
    for (int i = 0; i < count; i++) {
      JavaThread thread = threads.getJavaThreadAt(i);
      if (thread != null && seen.add(thread.getAddress().asLongValue())) {
        ListedThread found = ListedThread.of(thread);
        listed.add(found);
        tasks.add(found.task());
      }
    }
    StackPointers stackPointers = new StackPointers(memory.pid(), tasks);
    stackPointers.print(lines);
    for (ListedThread thread : listed) {
      memory.noteTask(thread.task(), stackPointers.taskOf(thread));
      printThread(thread);
    }
    objects.print(new Owners(listed));
  }

  private void printThread(ListedThread listed) {
    JavaThread thread = listed.thread();
    Oop object = listed.object();
    Address base = thread.getStackBase();
    lines
        .start("thread")
        .address(listed.address())
        .number(listed.task())
        .number(listed.javaId())
        .flag(object != null && OopUtilities.threadOopGetDaemon(object))
        .number(listed.status())
        .address(base == null ? 0 : base.asLongValue())
        .address(thread.getStackSize())
        .text(listed.name())
        .end();

    long pending = objects.monitor(thread.getCurrentPendingMonitor());
    long waiting = objects.monitor(thread.getCurrentWaitingMonitor());
    printObject("pending", pending);
    printObject("waiting", waiting);
    if (object != null && (listed.status() & PARKED) != 0) {
      printObject("parked", objects.synchronizer(OopUtilities.threadOopGetParkBlocker(object)));
    }
    try {
      printFrames(thread, pending, waiting);
    } catch (RuntimeException e) {
      lines.start("lost").text(e.toString()).end();
    }
  }

  /**
   * Prints the frames with their locked monitors. A monitor that the thread waits to enter, or has
   * released while it waits to be notified, is among them too, but is not held.
   */
  private void printFrames(JavaThread thread, long pending, long waiting) {
    JavaVFrame frame = thread.getLastJavaVFrameDbg();
    for (int i = 0; frame != null && i < MOST_FRAMES; i++) {
      frames.print(frame);
      List<MonitorInfo> monitors = frame.getMonitors();
      for (int m = monitors.size() - 1; m >= 0; m--) {
        MonitorInfo monitor = monitors.get(m);
        OopHandle owner = monitor.eliminated() ? null : monitor.owner();
        long locked = owner == null ? 0 : objects.monitor(owner);
        if (locked != pending && locked != waiting) {
          printObject("locked", locked);
        }
      }
      frame = frame.javaSender();
    }
  }

  private void printObject(String what, long object) {
    if (object != 0) {
      lines.start(what).address(object).end();
    }
  }
}
