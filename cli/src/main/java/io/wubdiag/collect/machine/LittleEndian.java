package io.wubdiag.collect.machine;

/**
 * Reads and writes little-endian numbers in byte arrays. Written by hand, since a {@code VarHandle}
 * view costs several milliseconds of this program's start.
 */
public final class LittleEndian {
  private LittleEndian() {}

  public static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  public static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  public static long int64(byte[] bytes, int at) {
    return (int32(bytes, at) & 0xffff_ffffL) | (long) int32(bytes, at + 4) << 32;
  }
}
