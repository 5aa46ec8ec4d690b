package io.wubdiag.serviceability;

/**
 * The printed output, line by line: a word and fields, each behind a tab. Tab, line feed, carriage
 * return and backslash within a field are escaped as in Java.
 */
final class Lines {
  private final StringBuilder text = new StringBuilder(1 << 16);

  Lines start(String word) {
    text.append(word);
    return this;
  }

  Lines text(String field) {
    text.append('\t');
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      switch (c) {
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\\' -> text.append("\\\\");
        default -> text.append(c);
      }
    }
    return this;
  }

  Lines number(long field) {
    text.append('\t').append(field);
    return this;
  }

  /** An address, or 0 for none. */
  Lines address(long field) {
    text.append('\t').append(Long.toHexString(field));
    return this;
  }

  Lines flag(boolean field) {
    text.append('\t').append(field ? '1' : '0');
    return this;
  }

  void end() {
    text.append('\n');
  }

  int length() {
    return text.length();
  }

  /** Removes all text beyond this length. */
  void cut(int length) {
    text.setLength(length);
  }

  void clear() {
    cut(0);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
