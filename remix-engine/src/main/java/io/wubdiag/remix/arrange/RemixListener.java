package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.SongAnalysis;

/** Observes the progress of a remix. The thread that makes the remix calls it. */
public interface RemixListener {
  /**
   * @param share how much of the work is done, from 0 to 1, never less than before
   * @param text what is being done now, for people: "Arranging section 3 of 7"
   */
  void progress(double share, String text);

  /** The song has been analysed. Called once, before the first audio. */
  void analysed(SongAnalysis analysis);

  /**
   * More of the remix can be heard.
   *
   * @param bytes how many bytes of the MP3 are written and flushed by now
   */
  void audible(long bytes);
}
