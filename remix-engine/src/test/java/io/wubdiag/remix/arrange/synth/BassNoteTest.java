package io.wubdiag.remix.arrange.synth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BassNoteTest {
  @Test
  void readsNotesAndRests() {
    assertThat(BassNote.read("2---..13--.4"))
        .containsExactly(
            new BassNote(0, 4, 2),
            new BassNote(6, 1, 1),
            new BassNote(7, 3, 3),
            new BassNote(11, 1, 4));
    assertThat(BassNote.read("....")).isEmpty();
  }
}
