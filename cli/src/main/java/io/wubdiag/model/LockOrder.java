package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a thread took a lock while it held another, as the agent saw it.
 *
 * @param thread the thread's name; it may have ended since
 * @param frames its stack when it took the second one, the innermost first; empty if it was not
 *     looked at
 */
public record LockOrder(String thread, TakenLock held, TakenLock taken, List<Frame> frames) {
  public LockOrder {
    frames = List.copyOf(frames);
  }

  /**
   * A lock and where it was taken.
   *
   * @param className its class
   * @param createdIn where it was created, as a stack trace puts it, null if that was not seen
   * @param site where it was taken, as a stack trace puts it
   * @param shared whether it was taken so that others could have it, too
   */
  public record TakenLock(
      String className, @Nullable String createdIn, String site, boolean shared) {}
}
