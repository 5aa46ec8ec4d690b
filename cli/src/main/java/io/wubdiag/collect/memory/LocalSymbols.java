package io.wubdiag.collect.memory;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The symbols of a shared object that it does not export (ELF-64 section {@code .symtab}). Most
 * builds of libjvm.so keep them, some distributions strip them. Reads more than a megabyte, so it
 * is for the rare question only.
 */
final class LocalSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SYMBOL_SIZE = 24;
  private static final int MOST_BYTES = 64 << 20;
  private static final int LONGEST_NAME = 256;
  private static final int SAMPLE = 4096;

  private LocalSymbols() {}

  /**
   * The symbol that begins at that distance from the object's start, as the linker knows it; null
   * if there is none, or the file can't be read or is not the one that is mapped.
   *
   * @param start the object's first page as it is mapped
   */
  static @Nullable String nameAt(File object, byte[] start, long distance) {
    try (RandomAccessFile file = new RandomAccessFile(object, "r")) {
      byte[] header = bytes(file, 0, SAMPLE);
      for (int i = 0; i < SAMPLE; i++) {
        if (header[i] != start[i]) {
          return null;
        }
      }
      long sections = LittleEndian.int64(header, 40);
      int sectionSize = LittleEndian.uint16(header, 58);
      int count = LittleEndian.uint16(header, 60);
      byte[] table = bytes(file, sections, (long) sectionSize * count);
      for (int i = 0; i < count; i++) {
        int section = i * sectionSize;
        if (LittleEndian.int32(table, section + 4) == SHT_SYMTAB) {
          int names = LittleEndian.int32(table, section + 40) * sectionSize;
          long symbols = LittleEndian.int64(table, section + 24);
          byte[] entries = bytes(file, symbols, LittleEndian.int64(table, section + 32));
          return find(file, entries, LittleEndian.int64(table, names + 24), distance);
        }
      }
      return null;
    } catch (IOException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static @Nullable String find(
      RandomAccessFile file, byte[] symbols, long names, long distance) throws IOException {
    for (int at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
      if (LittleEndian.int64(symbols, at + 8) == distance) {
        long offset = names + (LittleEndian.int32(symbols, at) & 0xffff_ffffL);
        long left = file.length() - offset;
        byte[] name = bytes(file, offset, Math.min(LONGEST_NAME, left));
        int end = 0;
        while (end < name.length && name[end] != 0) {
          end++;
        }
        return new String(name, 0, end, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  private static byte[] bytes(RandomAccessFile file, long offset, long length) throws IOException {
    if (length < 0 || length > MOST_BYTES || offset < 0) {
      throw new IOException("not an ELF file");
    }
    byte[] bytes = new byte[(int) length];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }
}
