package io.wubdiag.remix.engine;

/** The name of a song's file, as its sender gave it, made safe to show. */
final class SongName {
  private static final int LONGEST = 200;

  private SongName() {}

  /**
   * Removes a directory with either kind of slash, and characters that are invisible or change the
   * direction of text.
   */
  static String of(String sent) {
    String name = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    StringBuilder shown = new StringBuilder();
    name.codePoints().filter(SongName::isShown).limit(LONGEST).forEach(shown::appendCodePoint);
    String text = shown.toString().strip();
    return text.isEmpty() ? "song" : text;
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
