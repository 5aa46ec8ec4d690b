package io.wubdiag.remix.engine;

import io.wubdiag.remix.text.ShownText;

/** The name of a song's file, as its sender gave it, made safe to show. */
final class SongName {
  private static final int LONGEST = 200;

  private SongName() {}

  /** Removes a directory with either kind of slash, and what {@link ShownText} does not show. */
  static String of(String sent) {
    String name = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
    String text = ShownText.of(name, LONGEST);
    return text.isEmpty() ? "song" : text;
  }
}
