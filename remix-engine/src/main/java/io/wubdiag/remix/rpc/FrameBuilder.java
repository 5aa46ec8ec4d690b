package io.wubdiag.remix.rpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds a frame: its length as an int, then its content. All numbers are big-endian. A string is
 * its length in bytes, as an int, then its UTF-8.
 */
final class FrameBuilder extends ByteArrayOutputStream {
  /** The length of the prefix in bytes. */
  static final int PREFIX = Integer.BYTES;

  private final int maxBytes;

  /**
   * @param maxBytes the greatest length of the frame, without its prefix
   */
  FrameBuilder(int maxBytes) {
    super(256);
    this.maxBytes = maxBytes;
    count = PREFIX;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (length > maxBytes + PREFIX - count) {
      throw new FrameTooLongException(maxBytes);
    }
    super.write(bytes, offset, length);
  }

  @Override
  public synchronized void write(int b) {
    if (count >= maxBytes + PREFIX) {
      throw new FrameTooLongException(maxBytes);
    }
    super.write(b);
  }

  void putInt(int value) {
    write(value >>> 24);
    write(value >>> 16);
    write(value >>> 8);
    write(value);
  }

  void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }

  void putString(String value) {
    putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends bytes, with their length in front. */
  void putBytes(byte[] value) {
    putInt(value.length);
    write(value, 0, value.length);
  }

  /** Overwrites eight bytes. */
  void setLong(int index, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      buf[index + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  /** Fills in the prefix, and returns the array that has the frame from index 0. */
  byte[] finish() {
    int length = count - PREFIX;
    buf[0] = (byte) (length >>> 24);
    buf[1] = (byte) (length >>> 16);
    buf[2] = (byte) (length >>> 8);
    buf[3] = (byte) length;
    return buf;
  }

  /** The frame is longer than the peer accepts. */
  static final class FrameTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FrameTooLongException(int maxBytes) {
      super("a call with its arguments may have " + maxBytes + " bytes at most");
    }
  }
}
