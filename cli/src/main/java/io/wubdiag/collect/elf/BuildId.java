package io.wubdiag.collect.elf;

import io.wubdiag.collect.machine.ReadableFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The build id that the linker gave a library: the note {@code NT_GNU_BUILD_ID} of a 64-bit ELF
 * file (elf(5)). The file and the memory of a process that maps it hold the same bytes; both can be
 * read.
 */
public final class BuildId {
  private static final int SEGMENT = 56;
  private static final int MOST_NOTE_BYTES = 1 << 16;
  private static final int PT_NOTE = 4;
  private static final int NT_GNU_BUILD_ID = 3;
  private static final int GNU = 'G' | 'N' << 8 | 'U' << 16;

  private BuildId() {}

  /**
   * The build id of a file, in hexadecimal; null if the file has none or is not a 64-bit ELF file.
   */
  public static @Nullable String ofFile(ReadableFile file) throws IOException {
    return read(file, 0, 8);
  }

  /** The build id of the library that a process maps at this address. */
  public static @Nullable String ofMapped(ReadableFile memory, long address) throws IOException {
    return read(memory, address, 16);
  }

  /**
   * @param place where a program header says where its bytes are: {@code p_offset} or {@code
   *     p_vaddr}
   */
  private static @Nullable String read(ReadableFile in, long start, int place) throws IOException {
    ByteBuffer first = bytes(in, start, ElfHeader.SIZE);
    if (first == null || !ElfHeader.isOne(first.array())) {
      return null;
    }
    ElfHeader header = ElfHeader.of(first.array());
    int length = header.programHeaderCount() * SEGMENT;
    ByteBuffer segments = bytes(in, start + header.programHeaders(), length);
    for (int at = 0; segments != null && at < length; at += SEGMENT) {
      long size = segments.getLong(at + 32);
      if (segments.getInt(at) == PT_NOTE && size > 0 && size <= MOST_NOTE_BYTES) {
        String id = among(bytes(in, start + segments.getLong(at + place), (int) size));
        if (id != null) {
          return id;
        }
      }
    }
    return null;
  }

  private static @Nullable String among(@Nullable ByteBuffer notes) {
    int at = 0;
    while (notes != null && at + 12 <= notes.limit()) {
      long nameLength = Integer.toUnsignedLong(notes.getInt(at));
      long length = Integer.toUnsignedLong(notes.getInt(at + 4));
      long data = at + 12 + padded(nameLength);
      if (data + length > notes.limit()) {
        return null;
      }
      if (notes.getInt(at + 8) == NT_GNU_BUILD_ID
          && nameLength == 4
          && notes.getInt(at + 12) == GNU) {
        return HexFormat.of().formatHex(notes.array(), (int) data, (int) (data + length));
      }
      at = (int) (data + padded(length));
    }
    return null;
  }

  private static long padded(long length) {
    return (length + 3) & ~3L;
  }

  private static @Nullable ByteBuffer bytes(ReadableFile in, long offset, int length)
      throws IOException {
    try {
      return ByteBuffer.wrap(in.readFully(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (EOFException e) {
      return null;
    }
  }
}
