package io.wubdiag.remix.arrange;

import java.util.List;

/**
 * A run of bars of a remix with the same material.
 *
 * @param part what they are of, for people: "section 3 of 7"
 * @param bars how many
 * @param backing what is laid over the song
 * @param cuts what is heard of the song, one after the other; as long as the bars, or none
 */
record Passage(String part, int bars, Backing backing, List<Cut> cuts) {
  Passage {
    cuts = List.copyOf(cuts);
    int sixteenths = cuts.stream().mapToInt(Cut::sixteenths).sum();
    if (!cuts.isEmpty() && sixteenths != 16 * bars) {
      throw new IllegalArgumentException(sixteenths + " sixteenths in " + bars + " bars");
    }
  }
}
