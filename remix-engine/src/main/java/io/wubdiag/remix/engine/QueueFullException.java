package io.wubdiag.remix.engine;

/** The song was not accepted: as many wait as may. */
public final class QueueFullException extends Exception {
  private static final long serialVersionUID = 1;

  private final int waiting;

  /**
   * @param waiting how many wait, all of which would have come first
   */
  public QueueFullException(int waiting) {
    super(waiting + " songs are waiting already, which is as many as may");
    this.waiting = waiting;
  }

  /** How many wait: the place in line that there was none of is one more. */
  public int waiting() {
    return waiting;
  }
}
