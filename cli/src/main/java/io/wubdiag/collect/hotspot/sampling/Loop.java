package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The possible loop of a running thread. If a later look finds the same frames, it is still the
 * same call, as far as frames tell.
 *
 * @param frames from the method with the loop outwards
 * @param asks whether the thread was found in a method that such a loop calls
 */
record Loop(List<Frame> frames, boolean asks) {
  /** The most frames below a map's method: the calls that compare its keys. */
  private static final int MOST_FRAMES_OF_KEYS = 3;

  /** The loop in a map's method, null if the thread is in none. */
  static @Nullable Loop inMap(ThreadSnapshot thread) {
    List<Frame> frames = thread.frames();
    if (!runs(thread)) {
      return null;
    }
    for (int i = 0; i < Math.min(frames.size(), MOST_FRAMES_OF_KEYS + 1); i++) {
      if (isMap(frames.get(i))) {
        int outermost = i;
        while (outermost + 1 < frames.size() && isMap(frames.get(outermost + 1))) {
          outermost++;
        }
        return new Loop(frames.subList(outermost, frames.size()), true);
      }
    }
    return null;
  }

  /** The loop in a method that polls, or may poll; null if the thread is in native code. */
  static @Nullable Loop asking(ThreadSnapshot thread) {
    List<Frame> frames = thread.frames();
    if (!runs(thread)) {
      return null;
    }
    boolean asks = false;
    int inner = 0;
    while (inner < frames.size() && isStep(frames.get(inner))) {
      asks |= isHint(frames.get(inner));
      inner++;
    }
    return inner == frames.size() || frames.get(inner).nativeMethod()
        ? null
        : new Loop(frames.subList(inner, frames.size()), asks);
  }

  /** Whether it may be the same call: the method with the loop may be at another line. */
  boolean isSameCall(Loop other) {
    if (frames.size() != other.frames.size()) {
      return false;
    }
    for (int i = 0; i < frames.size(); i++) {
      Frame one = frames.get(i);
      Frame two = other.frames.get(i);
      boolean sameMethod =
          one.className().equals(two.className()) && one.method().equals(two.method());
      if (!sameMethod || i > 0 && one.line() != two.line()) {
        return false;
      }
    }
    return true;
  }

  private static boolean runs(ThreadSnapshot thread) {
    return thread.state() == Thread.State.RUNNABLE
        && !thread.virtual()
        && !thread.ghost()
        && thread.waitsFor() == null
        && thread.ref().tid() != 0;
  }

  private static boolean isMap(Frame frame) {
    String name = frame.className();
    return isOrWithin(name, "java.util.HashMap")
        || isOrWithin(name, "java.util.LinkedHashMap")
        || isOrWithin(name, "java.util.WeakHashMap")
        || isOrWithin(name, "java.util.TreeMap");
  }

  private static boolean isOrWithin(String name, String outer) {
    return name.startsWith(outer)
        && (name.length() == outer.length() || name.charAt(outer.length()) == '$');
  }

  /** Whether a loop that polls for another thread calls this method, which does not sleep. */
  private static boolean isHint(Frame frame) {
    String method = frame.method();
    return switch (frame.className()) {
      case "java.lang.Thread" -> method.startsWith("yield") || method.equals("onSpinWait");
      case "java.util.concurrent.locks.ReentrantLock" -> method.equals("tryLock");
      default -> false;
    };
  }

  private static boolean isStep(Frame frame) {
    String name = frame.className();
    return isHint(frame)
        || name.startsWith("java.util.concurrent.locks.")
        || name.startsWith("java.util.concurrent.atomic.")
        || name.startsWith("java.lang.invoke.VarHandle")
        || name.equals("jdk.internal.misc.Unsafe");
  }
}
