package io.wubdiag.remix.engine;

/** The song was not accepted: the line is full. */
public final class QueueFullException extends Exception {
  private static final long serialVersionUID = 1;

  private final int waiting;

  /**
   * @param waiting the number of waiting songs
   */
  public QueueFullException(int waiting) {
    super("the line is full: " + waiting + " songs are waiting");
    this.waiting = waiting;
  }

  /** The number of waiting songs. */
  public int waiting() {
    return waiting;
  }
}
