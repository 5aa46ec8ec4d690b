package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A spinning thread: it ran all the time, and every look found it in the same call.
 *
 * @param looks how many looks there were
 * @param span from the first look to the last
 * @param ran how long it had a processor in that time
 * @param circle the cycle in which it spins, null if it polls for an act of a waiting thread
 */
public record Spin(
    ThreadRef thread, int looks, Duration span, Duration ran, @Nullable Circle circle) {

  /**
   * A cycle of map nodes. The references of an intact map never lead back to their start.
   *
   * @param nodeClass {@code java.util.WeakHashMap$Entry}
   * @param link the field that refers to the next one: {@code next}, or {@code left or right}
   * @param nodes how many there are
   */
  public record Circle(String nodeClass, String link, int nodes) {}
}
