package io.wubdiag.collect.machine;

/**
 * The memory of a 64-bit little-endian process, with random access. Its content may change between
 * reads.
 */
public interface Memory {

  /** Copies exactly {@code length} bytes from this address, or throws. */
  void read(long address, byte[] into, int offset, int length) throws UnreadableMemory;

  default byte[] bytes(long address, int length) throws UnreadableMemory {
    byte[] bytes = new byte[length];
    read(address, bytes, 0, length);
    return bytes;
  }

  default int uint8(long address) throws UnreadableMemory {
    return bytes(address, 1)[0] & 0xff;
  }

  default int uint16(long address) throws UnreadableMemory {
    return LittleEndian.uint16(bytes(address, 2), 0);
  }

  default int int32(long address) throws UnreadableMemory {
    return LittleEndian.int32(bytes(address, 4), 0);
  }

  default long uint32(long address) throws UnreadableMemory {
    return int32(address) & 0xffff_ffffL;
  }

  /** Eight bytes: a {@code long} or a pointer. */
  default long word(long address) throws UnreadableMemory {
    return LittleEndian.int64(bytes(address, 8), 0);
  }

  /** A NUL-terminated string, as Latin-1; cut off at the limit. */
  default String cString(long address, int limit) throws UnreadableMemory {
    StringBuilder text = new StringBuilder(32);
    for (int i = 0; i < limit; i++) {
      int c = uint8(address + i);
      if (c == 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString();
  }
}
