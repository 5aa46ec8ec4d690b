package io.wubdiag.collect.elf;

import io.wubdiag.collect.machine.LittleEndian;

/**
 * The header of an ELF image (elf(5), {@code Elf64_Ehdr}), as it stands in the file and at the
 * start of its mapping.
 *
 * @param supported whether it is 64-bit and little-endian; the other numbers mean nothing if not
 * @param programHeaders where the program headers begin, from the image's start
 * @param sections where the section headers begin in the file
 */
record ElfHeader(
    boolean supported,
    long programHeaders,
    int programHeaderSize,
    int programHeaderCount,
    long sections,
    int sectionSize,
    int sectionCount) {
  /** The length of the header in bytes. */
  static final int SIZE = 64;

  /** No image has more program headers that matter. */
  private static final int MOST_PROGRAM_HEADERS = 64;

  private static final int MAGIC = 0x7f | 'E' << 8 | 'L' << 16 | 'F' << 24;
  private static final int CLASS_64 = 2;
  private static final int DATA_LITTLE_ENDIAN = 1;

  /** Whether an image begins so. */
  static boolean isOne(byte[] start) {
    return start.length >= SIZE && LittleEndian.int32(start, 0) == MAGIC;
  }

  /** The header at the start of an image. */
  static ElfHeader of(byte[] start) {
    return new ElfHeader(
        start[4] == CLASS_64 && start[5] == DATA_LITTLE_ENDIAN,
        LittleEndian.int64(start, 32),
        LittleEndian.uint16(start, 54),
        Math.min(LittleEndian.uint16(start, 56), MOST_PROGRAM_HEADERS),
        LittleEndian.int64(start, 40),
        LittleEndian.uint16(start, 58),
        LittleEndian.uint16(start, 60));
  }
}
