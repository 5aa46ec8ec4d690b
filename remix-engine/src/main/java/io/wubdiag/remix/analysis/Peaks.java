package io.wubdiag.remix.analysis;

import java.util.ArrayList;
import java.util.List;

/** The picture of a song: the highest sample of each of many equal parts. */
final class Peaks {
  private final float[] highest;
  private final long frames;

  /**
   * @param parts how many parts there are
   * @param frames how many frames the song has
   */
  Peaks(int parts, long frames) {
    this.highest = new float[parts];
    this.frames = frames;
  }

  /**
   * Takes a stretch of the song.
   *
   * @param first its first frame
   * @param offset where it begins in the arrays
   */
  void add(long first, float[] left, float[] right, int offset, int count) {
    int from = 0;
    while (from < count) {
      int part = (int) ((first + from) * highest.length / frames);
      long end = ((part + 1) * frames + highest.length - 1) / highest.length;
      int to = (int) Math.min(count, end - first);
      float peak = highest[part];
      for (int i = offset + from; i < offset + to; i++) {
        peak = Math.max(peak, Math.max(Math.abs(left[i]), Math.abs(right[i])));
      }
      highest[part] = peak;
      from = to;
    }
  }

  /** The highest absolute sample of each part, 0 to 1. */
  List<Float> list() {
    List<Float> list = new ArrayList<>(highest.length);
    for (float peak : highest) {
      list.add(peak);
    }
    return list;
  }
}
