package io.wubdiag.remix.audio;

import org.jspecify.annotations.Nullable;

/**
 * What a file says of its song. Each may be missing.
 *
 * @param title the title
 * @param artist who plays it
 * @param album the album that it is of
 * @param cover the picture of its cover, as JPEG or PNG
 */
public record SongTags(
    @Nullable String title,
    @Nullable String artist,
    @Nullable String album,
    byte @Nullable [] cover) {
  /** Of a file that says nothing. */
  public static final SongTags NONE = new SongTags(null, null, null, null);
}
