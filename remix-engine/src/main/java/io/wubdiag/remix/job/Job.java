package io.wubdiag.remix.job;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.text.ShownText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A song that was accepted for a remix, as in the database. Its texts are safe to show ({@link
 * ShownText}).
 *
 * @param id names it, also to those outside; can't be guessed
 * @param name the name of the file as it was sent, without a directory, and safe to show
 * @param style the style of the remix
 * @param state how far it has come
 * @param accepted when it was accepted
 * @param attempts how many workers have been given it so far
 * @param failure why it failed, for whoever sent it; null unless it did
 * @param title the remix's title; null until it is done
 * @param bytes the length of the MP3; 0 until it is done
 * @param seconds the remix's length in seconds; 0 until it is done
 */
public record Job(
    String id,
    String name,
    Style style,
    JobState state,
    Instant accepted,
    int attempts,
    @Nullable String failure,
    @Nullable String title,
    long bytes,
    double seconds) {
  /** Makes the texts safe to show, whoever chose them: they come from files and from processes. */
  public Job {
    name = ShownText.of(name, Integer.MAX_VALUE);
    failure = ShownText.orNull(failure);
    title = ShownText.orNull(title);
  }
}
