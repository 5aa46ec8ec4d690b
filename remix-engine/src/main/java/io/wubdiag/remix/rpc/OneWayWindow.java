package io.wubdiag.remix.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the one-way calls that were sent and have not run within a bound: all those that one thread
 * of the peer runs in turn.
 *
 * <p>When half of the bound has been sent, the next call asks for a reply, and the calls go on.
 * When as much again has been sent, the next one waits for that reply first. So the sender rarely
 * waits while the peer keeps up, and what is in flight never exceeds the bound by more than a call
 * for each thread.
 */
final class OneWayWindow {
  /** What a call takes in memory beside its frame, roughly. */
  private static final int CALL_BYTES = 256;

  private final int half;

  // Guarded by this.
  private long sent;
  private @Nullable PendingCall asked;

  /**
   * @param bytes the bound
   */
  OneWayWindow(int bytes) {
    this.half = bytes / 2;
  }

  /** What a call has to do before it is sent; one of both is null at least. */
  record Admission(@Nullable PendingCall waitFor, @Nullable PendingCall ask) {}

  /**
   * Asks whether a call may be sent. If it has to wait for another, it asks again after that.
   *
   * @param frameBytes its length
   */
  synchronized Admission admit(int frameBytes, String method) {
    if (sent < half) {
      sent += frameBytes + CALL_BYTES;
      return new Admission(null, null);
    }
    if (asked != null && asked.answer() == null) {
      return new Admission(asked, null);
    }
    asked = new PendingCall(method);
    sent = frameBytes + CALL_BYTES;
    return new Admission(null, asked);
  }
}
