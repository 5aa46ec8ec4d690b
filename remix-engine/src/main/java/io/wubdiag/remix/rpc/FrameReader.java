package io.wubdiag.remix.rpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Splits the bytes from a socket into frames. For one thread. */
final class FrameReader {
  private final int maxBytes;
  private final ByteBuffer prefix = ByteBuffer.allocate(FrameBuilder.PREFIX);

  /** The incomplete frame; null until its prefix is complete. */
  private byte @Nullable [] frame;

  private int filled;

  /**
   * @param maxBytes the greatest length of a frame, without its prefix
   */
  FrameReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the next frame from a buffer, or everything that is left in it.
   *
   * @return the frame without its prefix; null if it is incomplete
   * @throws MalformedFrameException the length is out of range
   */
  byte @Nullable [] next(ByteBuffer in) throws MalformedFrameException {
    byte[] body = frame;
    if (body == null) {
      while (prefix.hasRemaining() && in.hasRemaining()) {
        prefix.put(in.get());
      }
      if (prefix.hasRemaining()) {
        return null;
      }
      int length = prefix.getInt(0);
      if (length < 1 || length > maxBytes) {
        throw new MalformedFrameException(
            "a frame of %d bytes instead of 1 to %d".formatted(length, maxBytes));
      }
      body = new byte[length];
      frame = body;
      filled = 0;
    }
    int n = Math.min(in.remaining(), body.length - filled);
    in.get(body, filled, n);
    filled += n;
    if (filled < body.length) {
      return null;
    }
    frame = null;
    prefix.clear();
    return body;
  }

  /** Whether a frame is incomplete. */
  boolean isInFrame() {
    return frame != null || prefix.position() > 0;
  }
}
