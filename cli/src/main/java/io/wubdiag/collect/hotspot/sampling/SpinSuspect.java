package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.model.Spin.Circle;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thread that may spin, and the results of the looks at it. */
final class SpinSuspect {
  private final ThreadSnapshot thread;
  private final Loop loop;
  private final @Nullable Circle circle;

  /** The words of its stack at each look before which it had run. */
  final List<Long> stacks = new ArrayList<>();

  /** The number of looks at which it polled. */
  int asked;

  /** The number of looks that found a cycle. */
  int circles = 1;

  /** How much it had run when its stack was last read. */
  Task.@Nullable Counters counters;

  /**
   * @param circle the cycle of the map's nodes, null if it is not in a map
   */
  SpinSuspect(ThreadSnapshot thread, Loop loop, @Nullable Circle circle) {
    this.thread = thread;
    this.loop = loop;
    this.circle = circle;
    asked = loop.asks() ? 1 : 0;
  }

  ThreadSnapshot thread() {
    return thread;
  }

  Loop loop() {
    return loop;
  }

  @Nullable Circle circle() {
    return circle;
  }
}
