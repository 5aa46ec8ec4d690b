package io.wubdiag.collect.cpython;

/**
 * Finds an instruction's line in a code object's location table (Objects/locations.md of CPython
 * 3.11 to 3.13). The first byte of an entry has its highest bit set: four bits tell the entry's
 * form, three its number of instructions. The other bytes have this bit clear; only the first
 * number in them matters here.
 */
final class PythonLineTable {
  private static final int NO_LOCATION = 15;
  private static final int LONG_FORM = 14;
  private static final int NO_COLUMNS = 13;
  private static final int ONE_LINE = 10;

  private PythonLineTable() {}

  /**
   * The line of this instruction; -1 if it has none.
   *
   * @param firstLine {@code co_firstlineno}
   */
  static int line(byte[] table, int firstLine, long instruction) {
    int line = firstLine;
    long covered = 0;
    int at = 0;
    while (at < table.length) {
      int form = table[at] >>> 3 & 15;
      covered += (table[at] & 7) + 1;
      if (form == LONG_FORM || form == NO_COLUMNS) {
        line += signedNumber(table, at + 1);
      } else if (form >= ONE_LINE && form < NO_COLUMNS) {
        line += form - ONE_LINE;
      }
      if (instruction < covered) {
        return form == NO_LOCATION ? -1 : line;
      }
      at++;
      while (at < table.length && table[at] >= 0) {
        at++;
      }
    }
    return -1;
  }

  /**
   * A signed number of variable length: six bits a byte, the lowest first; the seventh bit is set
   * if more bytes follow. The lowest bit of all is the sign.
   */
  private static int signedNumber(byte[] table, int start) {
    int value = 0;
    int shift = 0;
    for (int at = start; at < table.length && shift < 32; at++, shift += 6) {
      value |= (table[at] & 63) << shift;
      if ((table[at] & 64) == 0) {
        break;
      }
    }
    return (value & 1) != 0 ? -(value >>> 1) : value >>> 1;
  }
}
