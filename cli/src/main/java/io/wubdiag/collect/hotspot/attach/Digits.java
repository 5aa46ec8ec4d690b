package io.wubdiag.collect.hotspot.attach;

/** Numbers inside of a text that may be anything. */
final class Digits {
  private Digits() {}

  /** The number that stands there, -1 if it is none or greater than 10<sup>15</sup>. */
  static long parseLong(String text, int start, int end) {
    if (start >= end || end - start > 15) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** The number that stands there, -1 if it is none or no {@code int}. */
  static int parseInt(String text, int start, int end) {
    long number = parseLong(text, start, end);
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /** The hexadecimal number that stands there, 0 if it is none. */
  static long parseHex(String text, int start, int end) {
    if (start >= end || end - start > 16) {
      return 0;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return 0;
      }
      number = number << 4 | digit;
    }
    return number;
  }
}
