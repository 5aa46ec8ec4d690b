package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * The bytes that wait to be written. Grows as needed, and shrinks again. For one thread at a time.
 */
final class OutgoingBytes {
  private final int chunk;
  private final ByteBuffer staging;
  private byte[] bytes;
  private int start;
  private int end;

  /**
   * @param chunk the number of bytes to write at once
   */
  OutgoingBytes(int chunk) {
    this.chunk = chunk;
    this.staging = ByteBuffer.allocateDirect(chunk);
    this.bytes = new byte[chunk];
  }

  boolean isEmpty() {
    return start == end;
  }

  int size() {
    return end - start;
  }

  void append(byte[] from, int length) {
    if (length > bytes.length - end) {
      int size = size();
      byte[] target =
          Math.addExact(size, length) <= bytes.length / 2
              ? bytes
              : new byte[Math.max(2 * bytes.length, size + length)];
      System.arraycopy(bytes, start, target, 0, size);
      bytes = target;
      start = 0;
      end = size;
    }
    System.arraycopy(from, 0, bytes, end, length);
    end += length;
  }

  /** Writes to a non-blocking channel. Returns whether nothing is left. */
  boolean writeTo(WritableByteChannel channel) throws IOException {
    while (start < end) {
      int n = Math.min(chunk, end - start);
      staging.clear().put(bytes, start, n).flip();
      int written = channel.write(staging);
      start += written;
      if (written < n) {
        return false;
      }
    }
    clear();
    return true;
  }

  void clear() {
    start = 0;
    end = 0;
    if (bytes.length > 16 * chunk) {
      bytes = Arrays.copyOf(bytes, chunk);
    }
  }
}
