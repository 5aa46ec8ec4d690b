package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Parses line tables of CPython 3.11.2; expected lines are from {@code co_linetable} and {@code
 * co_lines()}.
 */
class PythonLineTableTest {
  /** A loop, and expressions over several lines. */
  private static final int[] LOOP = {
    128, 0, 216, 8, 9, 128, 65, 229, 13, 18, 144, 49, 137, 88, 140, 88, 240, 0, 3, 5, 15, 240, 0, 3,
    5, 15, 136, 1, 216, 8, 9, 216, 12, 13, 216, 12, 13, 241, 3, 1, 13, 14, 241, 3, 2, 9, 15, 136, 1,
    136, 1, 240, 8, 0, 9, 10, 216, 8, 9, 240, 5, 2, 9, 11, 128, 65, 240, 6, 0, 12, 13, 128, 72
  };

  /** 300 empty lines, a column beyond 300, instructions without a line. */
  private static final int[] FAR = {
    128, 0, 245, 90, 9, 0, 5, 6, 129, 67, 132, 67, 128, 67, 221, 4, 5, 129, 67, 132, 67, 128, 67,
    245, 2, 0, 121, 4, 122, 4, 241, 0, 0, 121, 4, 124, 4, 244, 0, 0, 121, 4, 124, 4, 240, 0, 0, 5,
    125, 4
  };

  private static final int[] FINALLY = {
    128, 0, 240, 2, 3, 3, 8, 221, 4, 5, 129, 67, 132, 67, 128, 67, 229, 4, 5, 129, 67, 132, 67, 128,
    67, 128, 67, 128, 67, 248, 133, 65, 129, 67, 132, 67, 128, 67, 128, 67, 248, 248, 248
  };

  @Test
  void countsLinesForwardAndBack() {
    assertLines(LOOP, new int[] {0, 1, 1, 2, 2, 2, 8, 4, 19, 4, 20, 5, 21, 6, 22, 7, 23, 6, 25, 5});
    assertLines(LOOP, new int[] {29, 9, 30, 10, 31, 8, 32, 8, 33, 11, 34, 11});
  }

  @Test
  void readsNumbersOfSeveralBytes() {
    assertLines(FAR, new int[] {0, 1, 1, 302, 14, 302, 15, 303, 28, 303, 29, 304, 42, 304});
  }

  @Test
  void tellsWhereThereIsNoLine() {
    assertLines(FINALLY, new int[] {1, 2, 2, 3, 16, 5, 31, 5, 32, -1, 33, 5, 50, -1});
    assertLines(FINALLY, new int[] {51, -1, 5000, -1});
  }

  @Test
  void endsWithACutTable() {
    assertThat(PythonLineTable.line(new byte[0], 7, 0)).isEqualTo(-1);
    assertThat(PythonLineTable.line(new byte[] {(byte) 240}, 7, 0)).isEqualTo(7);
  }

  /**
   * @param expected instructions and their lines in turn
   */
  private static void assertLines(int[] numbers, int[] expected) {
    byte[] table = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      table[i] = (byte) numbers[i];
    }
    for (int i = 0; i < expected.length; i += 2) {
      assertThat(PythonLineTable.line(table, 1, expected[i]))
          .as("instruction %d", expected[i])
          .isEqualTo(expected[i + 1]);
    }
  }
}
