package io.wubdiag.collect.cpython;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds Python's threads to the capture of a JVM in the same process, and Python's knowledge of the
 * threads that both have.
 */
final class PythonInJvm {
  private PythonInJvm() {}

  /**
   * The capture with both.
   *
   * @param asked how Python's threads were read; reported only if it failed or took gdb, since the
   *     JVM's own attempt already counts the memory as read
   */
  static CapturedJvm merge(
      CapturedJvm jvm,
      List<Attempt> asked,
      List<ThreadSnapshot> pythons,
      List<Resource> resources) {
    Map<Long, ThreadSnapshot> byTid = new HashMap<>();
    for (ThreadSnapshot python : pythons) {
      if (!python.frames().isEmpty()) {
        byTid.put(python.ref().tid(), python);
      }
    }
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (ThreadSnapshot thread : jvm.threads()) {
      ThreadSnapshot python =
          thread.ghost() || thread.virtual() ? null : byTid.remove(thread.ref().tid());
      threads.add(python == null ? thread : merge(thread, python));
    }
    threads.addAll(byTid.values());
    List<Resource> all = new ArrayList<>(jvm.resources());
    all.addAll(resources);
    List<Attempt> attempts = new ArrayList<>(jvm.attempts());
    for (Attempt attempt : asked) {
      if (!attempt.answered() || attempt.source() == Source.GDB) {
        attempts.add(attempt);
      }
    }
    return new CapturedJvm(
        jvm.kernel(), jvm.jvm(), jvm.source(), attempts, jvm.paused(), threads, all);
  }

  /**
   * A thread with both stacks. The Python stack is the inner one if the thread sleeps at a Python
   * lock. Otherwise the inner one is unknown, and the JVM's stack stays.
   */
  private static ThreadSnapshot merge(ThreadSnapshot thread, ThreadSnapshot python) {
    if (thread.waitsFor() != null || python.waitsFor() == null) {
      return thread.frames().isEmpty() ? thread.withFrames(python.frames()) : thread;
    }
    List<Frame> frames = new ArrayList<>(python.frames());
    frames.addAll(thread.frames());
    return thread
        .withFrames(frames)
        .withWaitsFor(python.waitsFor())
        .withStill(python.still().compareTo(thread.still()) > 0 ? python.still() : thread.still());
  }
}
