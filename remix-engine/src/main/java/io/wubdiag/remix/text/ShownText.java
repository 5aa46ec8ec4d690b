package io.wubdiag.remix.text;

import org.jspecify.annotations.Nullable;

/**
 * A text that a stranger chose, made safe to show: in a page, a log, a terminal, a header, or as a
 * file's name. One rule for all of them.
 */
public final class ShownText {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private ShownText() {}

  /**
   * The text on one line, without characters that are invisible or change the direction of text.
   * Line ends and tabs become blanks, blanks at both ends are removed.
   *
   * @param longest the most characters, UTF-16 code units
   */
  public static String of(String text, int longest) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), longest));
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (isShown(c)) {
        if (shown.length() + Character.charCount(c) > longest) {
          break;
        }
        shown.appendCodePoint(c);
      } else if (isBreak(c) && shown.length() < longest) {
        shown.append(' ');
      }
    }
    return shown.toString().strip();
  }

  /** The whole text, made safe to show; null if there is none. */
  public static @Nullable String orNull(@Nullable String text) {
    return text == null ? null : of(text, Integer.MAX_VALUE);
  }

  /**
   * Whether a character is neither a control, nor half of a surrogate pair, nor of private use, nor
   * a format character. Of the last, joiners are shown: they shape letters and emojis.
   */
  public static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }

  private static boolean isBreak(int c) {
    return Character.isWhitespace(c) || c == 0x85;
  }
}
