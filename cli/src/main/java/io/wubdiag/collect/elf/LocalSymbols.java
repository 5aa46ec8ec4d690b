package io.wubdiag.collect.elf;

import io.wubdiag.collect.machine.LittleEndian;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.ReadableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The local symbols of a shared object, which it does not export (ELF-64 section {@code .symtab}).
 * Most builds of libjvm.so keep them, some distributions strip them. A search reads more than a
 * megabyte, so it is for rare questions only.
 */
public final class LocalSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SYMBOL_SIZE = 24;
  private static final int MOST_BYTES = 64 << 20;
  private static final int LONGEST_NAME = 256;
  private static final int SAMPLE = 4096;

  private LocalSymbols() {}

  /**
   * The name of the symbol at this distance from the object's start, as the linker knows it. Null
   * if no symbol begins there, or the file can't be read or is not the mapped one.
   *
   * @param start the object's first page as it is mapped
   */
  public static @Nullable String nameAt(
      Machine machine, String object, byte[] start, long distance) {
    return look(
        machine,
        object,
        start,
        null,
        (file, symbols, names) -> {
          for (int at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
            if (LittleEndian.int64(symbols, at + 8) == distance) {
              return name(file, names, symbols, at);
            }
          }
          return null;
        });
  }

  /**
   * The distance of this symbol from the object's start, as the linker knows it. 0 if no symbol has
   * this name, or the file can't be read or is not the mapped one.
   *
   * @param start the object's first page as it is mapped
   */
  public static long distanceOf(Machine machine, String object, byte[] start, String wanted) {
    byte[] bytes = (wanted + "\0").getBytes(StandardCharsets.ISO_8859_1);
    Long distance =
        look(
            machine,
            object,
            start,
            0L,
            (file, symbols, names) -> {
              long length = Math.min(MOST_BYTES, file.length() - names);
              byte[] text = bytes(file, names, length);
              for (int at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
                int name = LittleEndian.int32(symbols, at);
                if (name >= 0
                    && name + bytes.length <= text.length
                    && Arrays.equals(text, name, name + bytes.length, bytes, 0, bytes.length)) {
                  return LittleEndian.int64(symbols, at + 8);
                }
              }
              return 0L;
            });
    return distance == null ? 0 : distance;
  }

  /** A search in a symbol table. The symbols' names are in the same file. */
  private interface Search<T> {
    @Nullable T in(ReadableFile file, byte[] symbols, long names) throws IOException;
  }

  private static <T> @Nullable T look(
      Machine machine, String object, byte[] start, @Nullable T none, Search<T> search) {
    try (ReadableFile file = machine.open(object)) {
      byte[] page = bytes(file, 0, SAMPLE);
      for (int i = 0; i < SAMPLE; i++) {
        if (page[i] != start[i]) {
          return none;
        }
      }
      ElfHeader header = ElfHeader.of(page);
      int size = header.sectionSize();
      byte[] table = bytes(file, header.sections(), (long) size * header.sectionCount());
      for (int i = 0; i < header.sectionCount(); i++) {
        int section = i * size;
        if (LittleEndian.int32(table, section + 4) == SHT_SYMTAB) {
          int names = LittleEndian.int32(table, section + 40) * size;
          long symbols = LittleEndian.int64(table, section + 24);
          byte[] entries = bytes(file, symbols, LittleEndian.int64(table, section + 32));
          return search.in(file, entries, LittleEndian.int64(table, names + 24));
        }
      }
      return none;
    } catch (IOException | IndexOutOfBoundsException e) {
      return none;
    }
  }

  private static String name(ReadableFile file, long names, byte[] symbols, int at)
      throws IOException {
    long offset = names + (LittleEndian.int32(symbols, at) & 0xffff_ffffL);
    byte[] name = bytes(file, offset, Math.min(LONGEST_NAME, file.length() - offset));
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new String(name, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(ReadableFile file, long offset, long length) throws IOException {
    if (length < 0 || length > MOST_BYTES || offset < 0) {
      throw new IOException("not an ELF file");
    }
    return file.readFully(offset, (int) length);
  }
}
