package io.wubdiag.remix.engine;

/** The name of a song's file, as whoever sent it gave it, made fit to be shown. */
final class SongName {
  private static final int LONGEST = 200;

  private SongName() {}

  /** Without a directory, of either kind of slash, and without what does not show or turns text. */
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
