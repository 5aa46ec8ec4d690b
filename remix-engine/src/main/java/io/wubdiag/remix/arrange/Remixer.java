package io.wubdiag.remix.arrange;

import io.wubdiag.remix.audio.UndecodableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Makes remixes. It may be used repeatedly, by one thread at a time. */
public interface Remixer {
  /**
   * Remixes a song. The same song, name and style give the same bytes, whatever was remixed before.
   *
   * @param song the song's file, of any format that can be decoded
   * @param name the name of the file as it was sent, without a directory: the title, where the file
   *     has none
   * @param mp3 receives the remix, and is flushed after each section; not closed
   * @param scratch a directory for files that are gone when this returns, or throws
   * @param listener told by the calling thread; what it throws ends the remix
   * @throws UndecodableException the song is at fault
   * @throws IOException the song can't be read, or {@code mp3} or the scratch not be written
   * @throws InterruptedException the calling thread was interrupted
   */
  RemixSummary remix(
      Path song, String name, Style style, OutputStream mp3, Path scratch, RemixListener listener)
      throws UndecodableException, IOException, InterruptedException;
}
