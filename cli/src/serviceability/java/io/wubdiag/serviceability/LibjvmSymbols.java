package io.wubdiag.serviceability;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/**
 * The addresses of variables and virtual method tables in this JVM's own libjvm.so: the symbols of
 * type {@code STT_OBJECT} of its {@code .symtab} (elf(5)). The Serviceability Agent asks for about
 * a hundred of them.
 */
final class LibjvmSymbols {
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int SYMBOL = 24;
  private static final int SHT_SYMTAB = 2;
  private static final int STT_OBJECT = 1;
  private static final long MOST_BYTES = 1 << 28;

  private final byte[] names;
  private final int[] nameOffsets;
  private final long[] values;
  private final int count;

  private LibjvmSymbols(byte[] symbols, byte[] names) {
    this.names = names;
    int most = symbols.length / SYMBOL;
    nameOffsets = new int[most];
    values = new long[most];
    int found = 0;
    for (int i = 0; i < most; i++) {
      int at = i * SYMBOL;
      if ((symbols[at + 4] & 0xf) == STT_OBJECT) {
        nameOffsets[found] = (int) number(symbols, at, 4);
        values[found++] = number(symbols, at + 8, 8);
      }
    }
    count = found;
  }

  /** Reads the symbols. */
  static LibjvmSymbols read() throws IOException {
    String path = System.getProperty("java.home") + "/lib/server/libjvm.so";
    try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
      byte[] header = bytes(file, 0, HEADER);
      byte[] sections = bytes(file, number(header, 40, 8), number(header, 60, 2) * SECTION);
      for (int at = 0; at < sections.length; at += SECTION) {
        if (number(sections, at + 4, 4) == SHT_SYMTAB) {
          int strings = (int) number(sections, at + 40, 4) * SECTION;
          return new LibjvmSymbols(content(file, sections, at), content(file, sections, strings));
        }
      }
    }
    throw new IOException(path + " has no symbol table; install the JDK's debug symbols");
  }

  private static byte[] content(RandomAccessFile file, byte[] sections, int at) throws IOException {
    return bytes(file, number(sections, at + 24, 8), number(sections, at + 32, 8));
  }

  private static byte[] bytes(RandomAccessFile file, long offset, long length) throws IOException {
    if (length > MOST_BYTES) {
      throw new IOException("not a library: a part of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }

  /** The symbol's distance from the start of the library; 0 if there is no such symbol. */
  long offset(String symbol) {
    byte[] name = symbol.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < count; i++) {
      if (isAt(nameOffsets[i], name)) {
        return values[i];
      }
    }
    return 0;
  }

  private boolean isAt(int offset, byte[] name) {
    if (offset < 0 || offset + name.length >= names.length || names[offset + name.length] != 0) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (names[offset + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
