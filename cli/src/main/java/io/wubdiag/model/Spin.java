package io.wubdiag.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * That a thread ran all the time and got nowhere: every look found it in the same call.
 *
 * @param looks how many looks there were
 * @param span from the first look to the last
 * @param ran how long it had a processor in that time
 * @param circle what it goes around in, null if it asks again and again for what a thread that
 *     waits would have to do
 */
public record Spin(
    ThreadRef thread, int looks, Duration span, Duration ran, @Nullable Circle circle) {

  /**
   * Nodes of a map whose references lead back to where they began, as they never do in one that is
   * whole.
   *
   * @param nodeClass {@code java.util.WeakHashMap$Entry}
   * @param link the field that refers to the next one: {@code next}, or {@code left or right}
   * @param nodes how many there are
   */
  public record Circle(String nodeClass, String link, int nodes) {}
}
