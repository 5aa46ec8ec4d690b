package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thread as {@code Thread.dump_to_file -format=json} lists it. Objects are named there by class
 * and identity hash ({@code java.lang.Object@549af8b0}).
 *
 * @param state its state, null if that is not told (up to JDK 24)
 * @param blocker what it waits for, null for nothing, or if that is not told (up to JDK 24)
 * @param stack its frames, innermost first, without those that the JDK hides
 * @param owned the monitors that it owns, by the index of the frame that locked them
 */
record DumpedThread(
    long javaId,
    boolean virtual,
    String name,
    Thread.@Nullable State state,
    @Nullable Blocker blocker,
    List<Frame> stack,
    Map<Integer, List<String>> owned) {

  /** In which of the dump's ways a thread waits. */
  enum BlockerKind {
    BLOCKED_ON,
    WAITING_ON,
    PARK_BLOCKER
  }

  /** What a thread waits for. */
  record Blocker(BlockerKind kind, String object) {
    String className() {
      return classOf(object);
    }
  }

  /** Whether it holds or waits for something. */
  boolean hasObjects() {
    return blocker != null || !owned.isEmpty();
  }

  /** Whether it waits for something that another thread holds, as far as that can be told. */
  boolean waitsForOwner() {
    if (blocker == null || blocker.kind() == BlockerKind.WAITING_ON) {
      return false;
    }
    return blocker.kind() == BlockerKind.BLOCKED_ON
        || OwnableSynchronizer.isOne(blocker.className());
  }

  static String classOf(String object) {
    int at = object.lastIndexOf('@');
    return at < 0 ? object : object.substring(0, at);
  }
}
