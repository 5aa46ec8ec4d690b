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
 * Adds to the capture of a JVM that runs in a Python process, or with Python in it, what Python
 * knows of the same threads, and its other threads.
 */
final class PythonInJvm {
  private PythonInJvm() {}

  /**
   * The capture with both.
   *
   * @param asked how Python's threads were read; told only if that failed or took gdb, since the
   *     JVM's memory counts as read by its own attempt
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
   * A thread that sleeps at a lock of Python's is farthest in there. Of any other one that has both
   * stacks nothing tells which is the inner one: the JVM's stays.
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
