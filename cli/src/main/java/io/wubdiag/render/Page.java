package io.wubdiag.render;

import io.wubdiag.render.words.SafeText;

/**
 * Lines of text in the making, wrapped at words. Whatever is written on it is escaped, so nothing
 * reaches the terminal raw.
 */
final class Page {
  /** The role of a piece of text, from which its usual terminal colour follows. */
  enum Style {
    PLAIN(""),
    HANG("\u001b[1;31m"),
    CONTENTION("\u001b[1;33m"),
    FINE("\u001b[32m"),
    HEADING("\u001b[1m"),
    MARKED("\u001b[1;36m"),
    ASIDE("\u001b[2m");

    private final String start;

    Style(String start) {
      this.start = start;
    }
  }

  private static final String RESET = "\u001b[0m";

  private final StringBuilder out = new StringBuilder(8192);
  private final boolean colour;
  private final int width;

  Page(boolean colour, int width) {
    this.colour = colour;
    this.width = width <= 0 ? Integer.MAX_VALUE : width;
  }

  int width() {
    return width;
  }

  /** An empty line, unless there is one already. */
  void gap() {
    int length = out.length();
    if (length > 1 && !(out.charAt(length - 1) == '\n' && out.charAt(length - 2) == '\n')) {
      out.append('\n');
    }
  }

  void heading(String text) {
    gap();
    line(0, Style.HEADING, text);
  }

  /** One line, as long as it is. */
  void line(int indent, Style style, String text) {
    indent(indent);
    styled(style, SafeText.escape(text));
    out.append('\n');
  }

  void line(int indent, String text) {
    line(indent, Style.PLAIN, text);
  }

  /** A line that begins with a part of another style. It is wrapped; the part is not. */
  void line(Style style, String start, String rest) {
    String begin = SafeText.escape(start);
    styled(style, begin);
    wrap(SafeText.columns(begin), 2, SafeText.escape(rest));
  }

  /** A paragraph. */
  void paragraph(int indent, String text) {
    labelled(indent, "", text);
  }

  /** A paragraph that begins with a label; its lines are aligned behind that. */
  void labelled(int indent, Style style, String label, String text) {
    indent(indent);
    styled(style, label);
    int hang = indent + label.length();
    wrap(hang, hang, SafeText.escape(text));
  }

  void labelled(int indent, String label, String text) {
    labelled(indent, Style.PLAIN, label, text);
  }

  private void indent(int columns) {
    out.append(" ".repeat(columns));
  }

  private void styled(Style style, String text) {
    if (colour && style != Style.PLAIN) {
      out.append(style.start).append(text).append(RESET);
    } else {
      out.append(text);
    }
  }

  /** Writes from that column on, the next lines from {@code hang} on, and ends the line. */
  private void wrap(int column, int hang, String text) {
    int at = 0;
    int used = column;
    boolean first = true;
    while (at < text.length()) {
      int end = text.indexOf(' ', at);
      if (end < 0) {
        end = text.length();
      }
      String word = text.substring(at, end);
      int columns = SafeText.columns(word);
      if (first) {
        first = false;
      } else if (columns > width - used - 1 && used > hang) {
        out.append('\n');
        indent(hang);
        used = hang;
      } else {
        out.append(' ');
        used++;
      }
      out.append(word);
      used += columns;
      at = end + 1;
    }
    out.append('\n');
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
