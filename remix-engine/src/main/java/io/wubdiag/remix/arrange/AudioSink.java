package io.wubdiag.remix.arrange;

import java.io.IOException;

/** Takes stereo sound, block after block. */
interface AudioSink {
  /**
   * Takes the next frames.
   *
   * @param left the left channel, from -1 to 1
   * @param right the right channel
   * @param count how many frames of them
   */
  void write(float[] left, float[] right, int count) throws IOException;
}
