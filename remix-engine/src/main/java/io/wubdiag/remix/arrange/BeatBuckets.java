package io.wubdiag.remix.arrange;

import io.wubdiag.remix.analysis.Beat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The beats of a section, sorted by their strongest pitch class, each bucket dealt round and round.
 */
final class BeatBuckets {
  private static final int PITCH_CLASSES = 12;

  /** Where to look if there is no beat of a pitch class, in semitones above it. */
  private static final int[] INSTEAD = {0, 7, 2};

  private final List<List<Beat>> buckets = new ArrayList<>();
  private final int[] dealt = new int[PITCH_CLASSES];

  /**
   * @param beats at least one
   */
  BeatBuckets(List<Beat> beats) {
    for (int i = 0; i < PITCH_CLASSES; i++) {
      buckets.add(new ArrayList<>());
    }
    for (Beat beat : beats) {
      buckets.get(beat.pitchClass()).add(beat);
    }
  }

  /**
   * The next beats of a pitch class; of a related one, or of the most common, if there are none.
   */
  List<Beat> deal(int pitchClass, int count) {
    int chosen = choose(pitchClass);
    List<Beat> bucket = buckets.get(chosen);
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      beats.add(bucket.get(dealt[chosen]++ % bucket.size()));
    }
    return beats;
  }

  private int choose(int pitchClass) {
    for (int semitones : INSTEAD) {
      int candidate = Math.floorMod(pitchClass + semitones, PITCH_CLASSES);
      if (!buckets.get(candidate).isEmpty()) {
        return candidate;
      }
    }
    List<Beat> largest = buckets.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
    return buckets.indexOf(largest);
  }
}
