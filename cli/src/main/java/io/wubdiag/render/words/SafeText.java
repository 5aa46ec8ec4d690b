package io.wubdiag.render.words;

/**
 * Text of others made safe for a terminal. Names of threads, classes and commands are whatever a
 * program chose: they may hold escape sequences, line ends, marks that turn the direction of
 * writing, or ten thousand letters.
 */
public final class SafeText {
  /**
   * Names longer than this are shortened. In characters as a reader counts them, that is code
   * points.
   */
  public static final int NAME = 80;

  private SafeText() {}

  /**
   * The text on one line and without anything that a terminal acts on: each control or format
   * character, line separator and lone surrogate is written as {@code \}{@code u001b}.
   */
  public static String escape(String text) {
    int length = text.length();
    int plain = 0;
    while (plain < length && text.charAt(plain) >= ' ' && text.charAt(plain) < 0x7f) {
      plain++;
    }
    if (plain == length) {
      return text;
    }
    StringBuilder safe = new StringBuilder(length + 16).append(text, 0, plain);
    int at = plain;
    while (at < length) {
      int codePoint = text.codePointAt(at);
      int next = at + Character.charCount(codePoint);
      if (actsOnTerminal(codePoint)) {
        for (; at < next; at++) {
          appendEscaped(safe, text.charAt(at));
        }
      } else {
        safe.appendCodePoint(codePoint);
      }
      at = next;
    }
    return safe.toString();
  }

  private static void appendEscaped(StringBuilder safe, char unit) {
    safe.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      safe.append(Character.forDigit(unit >> shift & 0xf, 16));
    }
  }

  private static boolean actsOnTerminal(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** The text, cut to so many code points; the last one is then an ellipsis. */
  public static String shorten(String text, int limit) {
    if (text.length() <= limit || text.codePointCount(0, text.length()) <= limit) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, limit - 1))) + "…";
  }

  /** A name, escaped and shortened. */
  public static String name(String name) {
    return name(name, NAME);
  }

  /** A name, escaped and shortened to so many characters; no escape in it is cut in two. */
  public static String name(String name, int limit) {
    String safe = escape(shorten(name, limit));
    if (safe.codePointCount(0, safe.length()) <= limit) {
      return safe;
    }
    StringBuilder cut = new StringBuilder(limit);
    int left = limit - 1;
    for (int at = 0; at < name.length(); ) {
      int next = name.offsetByCodePoints(at, 1);
      String piece = escape(name.substring(at, next));
      left -= piece.codePointCount(0, piece.length());
      if (left < 0) {
        break;
      }
      cut.append(piece);
      at = next;
    }
    return cut.append('…').toString();
  }

  /**
   * The columns that a terminal needs for it, near enough: two for an ideograph or an emoji, none
   * for a combining mark.
   */
  public static int columns(String text) {
    int columns = 0;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      if (codePoint < 0x300) {
        columns++;
      } else if (Character.getType(codePoint) != Character.NON_SPACING_MARK
          && Character.getType(codePoint) != Character.ENCLOSING_MARK) {
        columns += isWide(codePoint) ? 2 : 1;
      }
    }
    return columns;
  }

  /** The blocks that Unicode's EastAsianWidth.txt has as wide, by and large. */
  private static boolean isWide(int codePoint) {
    return codePoint >= 0x1100 && codePoint <= 0x115f
        || codePoint >= 0x2e80 && codePoint <= 0xa4cf
        || codePoint >= 0xac00 && codePoint <= 0xd7a3
        || codePoint >= 0xf900 && codePoint <= 0xfaff
        || codePoint >= 0xfe30 && codePoint <= 0xfe6f
        || codePoint >= 0xff00 && codePoint <= 0xff60
        || codePoint >= 0x1f300 && codePoint <= 0x1faff
        || codePoint >= 0x20000 && codePoint <= 0x3fffd;
  }
}
