package io.wubdiag.remix.arrange.synth;

import java.util.ArrayList;
import java.util.List;

/**
 * A note of the bass.
 *
 * @param start when it begins, in sixteenths
 * @param length how long it lasts, in sixteenths
 * @param wobbles how often its filter opens and closes in that time
 */
record BassNote(int start, int length, int wobbles) {
  /**
   * Reads a figure, which has a character for each sixteenth: a digit begins a note of so many
   * wobbles, a hyphen holds it, a dot is silence.
   */
  static List<BassNote> read(String figure) {
    List<BassNote> notes = new ArrayList<>();
    for (int start = 0; start < figure.length(); start++) {
      char sign = figure.charAt(start);
      if (Character.isDigit(sign)) {
        int end = start + 1;
        while (end < figure.length() && figure.charAt(end) == '-') {
          end++;
        }
        notes.add(new BassNote(start, end - start, sign - '0'));
      }
    }
    return notes;
  }
}
