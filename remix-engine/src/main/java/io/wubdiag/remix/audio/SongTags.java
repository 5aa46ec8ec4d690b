package io.wubdiag.remix.audio;

import org.jspecify.annotations.Nullable;

/**
 * The tags of a file. Each may be missing. Texts are cleaned: no control characters, no surrounding
 * blanks, at most {@value #LONGEST_TEXT} characters, and not empty.
 *
 * @param title the title
 * @param artist who plays it
 * @param album the album that it is of
 * @param cover the picture of its cover, as JPEG or PNG; what is neither is left out
 */
public record SongTags(
    @Nullable String title,
    @Nullable String artist,
    @Nullable String album,
    byte @Nullable [] cover) {
  /** The tags of a file without tags. */
  public static final SongTags NONE = new SongTags(null, null, null, null);

  /** How many characters, UTF-16 code units, a text has at most. */
  static final int LONGEST_TEXT = 250;

  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  public SongTags {
    title = cleaned(title);
    artist = cleaned(artist);
    album = cleaned(album);
    cover = cover == null || PictureType.of(cover) == null ? null : cover;
  }

  static @Nullable String cleaned(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder cleaned = new StringBuilder();
    text.codePoints()
        .takeWhile(c -> cleaned.length() + Character.charCount(c) <= LONGEST_TEXT)
        .forEach(c -> cleaned.appendCodePoint(isText(c) ? c : ' '));
    String stripped = cleaned.toString().strip();
    return stripped.isEmpty() ? null : stripped;
  }

  /** Format characters can turn the direction of the text around them; joiners shape letters. */
  private static boolean isText(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }
}
