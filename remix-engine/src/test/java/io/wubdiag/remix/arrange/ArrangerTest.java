package io.wubdiag.remix.arrange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.audio.DemoSong;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrangerTest {
  @Test
  void beginsWithFourBarsAsTheyWerePlayedThenWithPiecesThatGetShorter() {
    SongAnalysis song = KnownAnalysis.ofSections(8);

    Passage introduction = Arranger.arrange(song).get(0);

    assertThat(introduction.part()).isEqualTo("the introduction");
    assertThat(introduction.bars()).isEqualTo(8);
    assertThat(introduction.backing()).isEqualTo(Backing.NONE);
    List<Cut> cuts = introduction.cuts();
    assertThat(cuts).hasSize(16 + 4 + 4 + 8 + 8 + 8);
    for (int i = 0; i < 16; i++) {
      assertThat(cuts.get(i)).isEqualTo(new Cut(0.5 * i, 0.5, 4));
    }
    assertThat(cuts.subList(16, 20)).containsOnly(new Cut(0, 0.5, 4));
    assertThat(cuts.subList(20, 24)).containsOnly(new Cut(2, 0.5, 4));
    assertThat(cuts.subList(24, 32)).containsOnly(new Cut(4, 0.25, 2));
    assertThat(cuts.subList(32, 40)).containsOnly(new Cut(6, 0.125, 1));
    assertThat(cuts.subList(40, 48)).containsOnly(new Cut(7, 0.125, 1));
  }

  @Test
  void makesSixteenBarsOfEachSection() {
    SongAnalysis song = KnownAnalysis.ofSections(14);

    List<Passage> passages = Arranger.arrange(song);

    assertThat(passages)
        .extracting(Passage::part)
        .containsExactly(
            "the introduction",
            "section 1 of 3",
            "section 1 of 3",
            "section 2 of 3",
            "section 2 of 3",
            "section 3 of 3",
            "section 3 of 3",
            "the ending");
    for (int i = 1; i < 7; i += 2) {
      assertThat(passages.get(i).backing()).isEqualTo(Backing.WUB);
      assertThat(passages.get(i + 1).backing()).isEqualTo(Backing.BREAK);
      assertThat(passages.get(i).cuts()).hasSize(32).isEqualTo(passages.get(i + 1).cuts());
      assertThat(passages.get(i).bars() + passages.get(i + 1).bars()).isEqualTo(16);
    }
    assertThat(passages.get(7)).isEqualTo(new Passage("the ending", 2, Backing.SPLASH, List.of()));
  }

  @Test
  void dealsBeatsOfTheTonicTheThirdAndTheSixth() {
    // Each section's first four beats are of C, then of E flat, of F sharp, of A.
    SongAnalysis song = KnownAnalysis.ofSections(4);

    List<Cut> cuts = Arranger.arrange(song).get(1).cuts();

    assertThat(cuts.subList(0, 16))
        .extracting(cut -> song.beats().get((int) Math.round(cut.start() * 2)))
        .extracting(Beat::pitchClass)
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 9, 9, 9, 9);
    assertThat(cuts).allSatisfy(cut -> assertThat(cut.sixteenths()).isEqualTo(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40, 400})
  void isAboutAsLongAsItsSongAndAtMostTenMinutes(int sections) {
    SongAnalysis song = KnownAnalysis.ofSections(sections);

    List<Passage> passages = Arranger.arrange(song);

    double seconds = passages.stream().mapToInt(Passage::bars).sum() * 240 / 140.0;
    if (song.seconds() < 31) {
      assertThat(passages).hasSize(4);
    } else {
      assertThat(seconds).isCloseTo(Math.min(593, song.seconds()), within(14.0));
    }
    assertThat(seconds).isLessThan(600);
  }

  @Test
  void keepsAllOfASongWhenItJoinsSections() {
    SongAnalysis song = KnownAnalysis.ofSections(40);

    List<Passage> passages = Arranger.arrange(song);

    List<Cut> cuts = passages.get(passages.size() - 2).cuts();
    assertThat(cuts).anySatisfy(cut -> assertThat(cut.start()).isGreaterThan(300));
  }

  @Test
  void startsOnADownbeatUnlessTooFewBeatsFollow() {
    SongAnalysis song = KnownAnalysis.ofSections(8);

    assertThat(Arranger.arrange(withDownbeat(song, 3)).get(0).cuts().get(0).start())
        .isCloseTo(1.5, within(1e-9));
    SongAnalysis brief = KnownAnalysis.ofSections(1);
    assertThat(Arranger.arrange(withDownbeat(brief, 3)).get(0).cuts().get(0).start()).isZero();
  }

  @Test
  void cutsASongWithoutBeatsIntoSixteen() {
    List<Passage> passages = Arranger.arrange(KnownAnalysis.beatless(2));

    assertThat(passages).hasSize(4);
    for (int i = 0; i < 16; i++) {
      Cut cut = passages.get(0).cuts().get(i);
      assertThat(cut.start()).isCloseTo(i / 8.0, within(1e-9));
      assertThat(cut.duration()).isCloseTo(0.125, within(1e-9));
    }
    assertThat(passages.get(1).cuts()).hasSize(32);
  }

  @Test
  void putsThreeFourTimeIntoWholeBars() {
    DemoSong waltz = DemoSong.of(150, 60, 1).withShape(DemoSong.Shape.WALTZ);

    for (Passage passage : Arranger.arrange(KnownAnalysis.of(waltz))) {
      if (!passage.cuts().isEmpty()) {
        assertThat(passage.cuts().stream().mapToInt(Cut::sixteenths).sum()).isEqualTo(128);
      }
    }
  }

  private static SongAnalysis withDownbeat(SongAnalysis song, int firstDownbeat) {
    return new SongAnalysis(
        song.seconds(),
        song.tempo(),
        song.beatsPerBar(),
        firstDownbeat,
        song.key(),
        song.loudness(),
        song.beats(),
        song.sections(),
        song.peaks());
  }
}
