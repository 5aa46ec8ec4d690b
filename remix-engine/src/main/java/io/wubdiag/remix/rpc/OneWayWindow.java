package io.wubdiag.remix.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Limits the one-way calls that were sent and have not run. There is one window for each thread of
 * the peer that runs such calls.
 *
 * <p>When half of the limit has been sent, the next call asks for a reply, and further calls are
 * sent meanwhile. After the second half, the next call waits for that reply. So the sender rarely
 * waits while the peer keeps up, and the limit is exceeded by one call for each thread at most.
 */
final class OneWayWindow {
  /** The approximate memory of a call beside its frame. */
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

  /** What a call must do before it is sent. At least one component is null. */
  record Admission(@Nullable PendingCall waitFor, @Nullable PendingCall ask) {}

  /**
   * Asks to send a call. If the call has to wait for a reply, ask again after that.
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
