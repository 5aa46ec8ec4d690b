package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thread as {@code Thread.dump_to_file -format=json} lists it. The listing names objects by class
 * and identity hash ({@code java.lang.Object@549af8b0}).
 *
 * @param state its state, null if it is not listed (up to JDK 24)
 * @param blocker what it waits for, null for nothing, or if it is not listed (up to JDK 24)
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

  /** The kinds of waits in a listing. */
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

  /** Whether the thread holds or waits for an object. */
  boolean hasObjects() {
    return blocker != null || !owned.isEmpty();
  }

  /** Whether the thread waits for an object with an owner, as far as the listing shows. */
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
