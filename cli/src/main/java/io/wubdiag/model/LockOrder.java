package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pair of locks in the order of their acquisition: the agent saw a thread take the second while
 * it held the first.
 *
 * @param thread the thread's name; it may have ended since
 * @param frames its stack when it took the second one, the innermost first; empty if it was not
 *     recorded
 */
public record LockOrder(String thread, TakenLock held, TakenLock taken, List<Frame> frames) {
  public LockOrder {
    frames = List.copyOf(frames);
  }

  /**
   * A lock and where it was taken.
   *
   * @param className its class
   * @param createdIn where it was created, as a stack trace shows it, null if that was not seen
   * @param site where it was taken, as a stack trace shows it
   * @param shared whether it was taken in shared mode
   */
  public record TakenLock(
      String className, @Nullable String createdIn, String site, boolean shared) {}
}
