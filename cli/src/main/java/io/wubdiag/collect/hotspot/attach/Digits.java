package io.wubdiag.collect.hotspot.attach;

/** Parses numbers inside arbitrary text. */
final class Digits {
  private Digits() {}

  /** The decimal number at this place, -1 if it is malformed or greater than 10<sup>15</sup>. */
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

  /** The decimal number at this place, -1 if it is malformed or does not fit an {@code int}. */
  static int parseInt(String text, int start, int end) {
    long number = parseLong(text, start, end);
    return number > Integer.MAX_VALUE ? -1 : (int) number;
  }

  /** The hexadecimal number at this place, 0 if it is malformed. */
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
