package io.wubdiag.remix.audio;

import io.wubdiag.remix.text.ShownText;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a file. Each may be missing. Texts are safe to show ({@link ShownText}), at most
 * {@value #LONGEST_TEXT} characters long, and not empty.
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
    String shown = ShownText.of(text, LONGEST_TEXT);
    return shown.isEmpty() ? null : shown;
  }
}
