package io.wubdiag.remix.rpc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts what comes out of a socket into frames. For one thread. */
final class FrameReader {
  private final int maxBytes;
  private final ByteBuffer prefix = ByteBuffer.allocate(FrameBuilder.PREFIX);

  /** The frame that has begun to come; null while its prefix has not. */
  private byte @Nullable [] frame;

  private int filled;

  /**
   * @param maxBytes how long a frame may be, without its prefix
   */
  FrameReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes the next frame from a buffer, or all that is left in it.
   *
   * @return the frame without its prefix; null if more bytes are needed for it
   * @throws MalformedFrameException a length that no frame has
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
            "a frame of %d bytes, where 1 to %d may be".formatted(length, maxBytes));
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

  /** Whether a frame has begun to come and has not ended. */
  boolean isInFrame() {
    return frame != null || prefix.position() > 0;
  }
}
