package io.wubdiag.remix.audio;

import io.wubdiag.remix.audio.DemoInstruments.Voice;
import io.wubdiag.remix.audio.DemoSong.Part;
import io.wubdiag.remix.audio.DemoSong.PartKind;
import io.wubdiag.remix.audio.DemoSong.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Writes the notes of a {@link DemoSong}, bar by bar. */
final class DemoScore {
  /**
   * A note.
   *
   * @param start its first frame
   * @param sound its samples
   * @param left how loud it is on the left
   * @param right how loud it is on the right
   */
  record Note(long start, float[] sound, float left, float right) {}

  private static final int[] SCALE_MAJOR = {0, 2, 4, 5, 7, 9, 11};
  private static final int[] SCALE_MINOR = {0, 2, 3, 5, 7, 8, 10};

  // Chords as semitones above the tonic, root first.
  private static final int[] I = {0, 4, 7};
  private static final int[] II = {2, 5, 9};
  private static final int[] IV = {5, 9, 0};
  private static final int[] V = {7, 11, 2};
  private static final int[] VI = {9, 0, 4};
  private static final int[] I_MINOR = {0, 3, 7};
  private static final int[] IV_MINOR = {5, 8, 0};
  private static final int[] VI_MINOR = {8, 0, 3};
  private static final int[] VII_MINOR = {10, 2, 5};

  private static final int[][][] VERSES = {{I, V, VI, IV}, {I, VI, IV, V}, {I, IV, I, V}};
  private static final int[][][] CHORUSES = {{IV, I, V, I}, {I, IV, V, I}, {IV, V, I, VI}};
  private static final int[][][] BRIDGES = {{II, V, I, VI}, {VI, II, V, V}, {II, IV, I, V}};
  private static final int[][][] VERSES_MINOR = {
    {I_MINOR, IV_MINOR, V, I_MINOR},
    {I_MINOR, VI_MINOR, IV_MINOR, V},
    {I_MINOR, VII_MINOR, VI_MINOR, V}
  };
  private static final int[][][] CHORUSES_MINOR = {
    {VI_MINOR, VII_MINOR, I_MINOR, I_MINOR},
    {IV_MINOR, I_MINOR, V, I_MINOR},
    {VI_MINOR, IV_MINOR, I_MINOR, V}
  };
  private static final int[][][] BRIDGES_MINOR = {
    {IV_MINOR, VII_MINOR, I_MINOR, V},
    {VI_MINOR, IV_MINOR, V, V},
    {IV_MINOR, V, I_MINOR, VI_MINOR}
  };

  private final DemoSong song;
  private final DemoInstruments band;
  private final int beats;
  private final double beatSeconds;
  private final List<Note> notes = new ArrayList<>();

  private DemoScore(DemoSong song) {
    this.song = song;
    this.band = new DemoInstruments(song.seed());
    this.beats = song.beatsPerBar();
    this.beatSeconds = 60 / song.tempo();
  }

  /** All notes, in the order of their starts. */
  static List<Note> of(DemoSong song) {
    DemoScore score = new DemoScore(song);
    for (Part part : song.parts()) {
      for (int bar = 0; bar < part.bars(); bar++) {
        score.write(part.kind(), bar, (part.firstBar() + bar) * song.beatsPerBar());
      }
    }
    score.notes.sort(Comparator.comparingLong(Note::start));
    return List.copyOf(score.notes);
  }

  /**
   * Writes a bar.
   *
   * @param bar which bar of its part it is
   * @param at the beat that begins it
   */
  private void write(PartKind kind, int bar, int at) {
    // A bar is the same in each verse, and in each chorus.
    Random random = new Random(song.seed() * 31 + kind.ordinal() * 7 + bar % 4);
    random.nextInt();
    Shape shape = song.shape();
    if (shape != Shape.NO_DRUMS && shape != Shape.STRINGS) {
      drums(kind, bar, at, random);
    }
    if (shape == Shape.DRUMS_ONLY) {
      return;
    }
    int[] chord = progression(kind)[bar % 4];
    if (shape == Shape.STRINGS) {
      strings(kind, chord, at, random);
      return;
    }
    chords(kind, chord, at);
    if (kind != PartKind.INTRO) {
      bass(chord, at, random);
    }
    if (kind != PartKind.INTRO && kind != PartKind.BRIDGE) {
      melody(kind, chord, at, random);
    }
  }

  private int[][] progression(PartKind kind) {
    int choice = new Random(song.seed() * 17 + 3).nextInt(3);
    return switch (kind) {
      case INTRO, VERSE -> (song.minor() ? VERSES_MINOR : VERSES)[choice];
      case CHORUS -> (song.minor() ? CHORUSES_MINOR : CHORUSES)[choice];
      case BRIDGE -> (song.minor() ? BRIDGES_MINOR : BRIDGES)[choice];
    };
  }

  private void drums(PartKind kind, int bar, int at, Random random) {
    double level = kind == PartKind.CHORUS ? 1 : kind == PartKind.VERSE ? 0.75 : 0.5;
    if (kind == PartKind.CHORUS && bar == 0 && song.shape() != Shape.SPARSE) {
      add(at, band.crash, 0.25, 0.2);
    }
    double[] kicks =
        switch (song.shape()) {
          case FOUR_ON_THE_FLOOR -> new double[] {0, 1, 2, 3};
          case WALTZ, HALF_TIME -> new double[] {0};
          case SYNCOPATED -> new double[] {0, 1.5, 2.5};
          case SPARSE -> new double[] {0, 2};
          default -> random.nextBoolean() ? new double[] {0, 2} : new double[] {0, 2, 2.5};
        };
    double[] snares =
        switch (song.shape()) {
          case WALTZ -> new double[] {1, 2};
          case HALF_TIME -> new double[] {2};
          case SPARSE -> new double[0];
          default -> new double[] {1, 3};
        };
    for (double beat : kicks) {
      add(at + beat, band.kick, 0.55 * level, 0);
    }
    // The introduction of a band has no snare, and a bridge a soft one.
    for (double beat : snares) {
      if (kind != PartKind.INTRO || song.shape() == Shape.DRUMS_ONLY) {
        add(at + beat, band.snare, (song.shape() == Shape.WALTZ ? 0.2 : 0.4) * level, 0.05);
      }
    }
    if (song.shape() == Shape.SPARSE) {
      return;
    }
    double second = song.shape() == Shape.SWING ? 2 / 3.0 : 0.5;
    for (int beat = 0; beat < beats; beat++) {
      boolean open = song.shape() == Shape.FOUR_ON_THE_FLOOR;
      add(at + beat, band.hat, 0.16 * level, -0.4);
      add(at + beat + second, open ? band.openHat : band.hat, (open ? 0.18 : 0.12) * level, -0.4);
    }
  }

  private void bass(int[] chord, int at, Random random) {
    int root = 36 + (song.tonic() + chord[0]) % 12;
    int fifth = root + 7;
    double[] starts =
        switch (song.shape()) {
          case SYNCOPATED -> new double[] {0, 1.5, 3};
          case SWING, NO_DRUMS, SPARSE -> new double[] {0, 1, 2, 3};
          case WALTZ -> new double[] {0};
          case FOUR_ON_THE_FLOOR -> new double[] {0.5, 1.5, 2.5, 3.5};
          case HALF_TIME -> new double[] {0, 1, 1.5, 3};
          default ->
              random.nextBoolean() ? new double[] {0, 1, 2, 3} : new double[] {0, 1.5, 2, 3, 3.5};
        };
    for (int i = 0; i < starts.length; i++) {
      double end = i + 1 < starts.length ? starts[i + 1] : beats;
      int pitch = i == starts.length - 1 && random.nextInt(3) == 0 ? fifth : root;
      add(at + starts[i], tone(Voice.BASS, pitch, 0.9 * (end - starts[i])), 0.4, 0);
    }
  }

  private void chords(PartKind kind, int[] chord, int at) {
    double[] starts =
        switch (song.shape()) {
          case SYNCOPATED -> new double[] {0, 1.5, 3};
          case NO_DRUMS -> new double[] {0, 1, 2, 3};
          case SWING -> new double[] {0, 1 + 2 / 3.0};
          case WALTZ -> new double[] {1, 2};
          default -> kind == PartKind.CHORUS ? new double[] {0, 2} : new double[] {0};
        };
    for (int i = 0; i < starts.length; i++) {
      double end = i + 1 < starts.length ? starts[i + 1] : beats;
      for (int semitones : chord) {
        int pitch = 60 + (song.tonic() + semitones) % 12;
        add(at + starts[i], tone(Voice.PIANO, pitch, 0.95 * (end - starts[i])), 0.16, 0.3);
      }
    }
    if (kind == PartKind.CHORUS) {
      for (int semitones : chord) {
        int pitch = 48 + (song.tonic() + semitones) % 12;
        add(at, tone(Voice.STRINGS, pitch, beats), 0.07, -0.2);
      }
    }
  }

  private void melody(PartKind kind, int[] chord, int at, Random random) {
    double half = song.shape() == Shape.SWING ? 2 / 3.0 : 0.5;
    for (int beat = 0; beat < beats; beat++) {
      int choice = random.nextInt(4);
      if (choice == 0) {
        continue;
      }
      double level = kind == PartKind.CHORUS ? 0.2 : 0.15;
      double length = choice == 1 ? half : 1;
      add(at + beat, tone(Voice.LEAD, melodyPitch(chord, random), 0.9 * length), level, 0.15);
      if (choice == 1) {
        int pitch = melodyPitch(chord, random);
        add(at + beat + half, tone(Voice.LEAD, pitch, 0.9 * (1 - half)), level, 0.15);
      }
    }
  }

  /** Mostly a note of the chord, else one of the scale. */
  private int melodyPitch(int[] chord, Random random) {
    int[] scale = song.minor() ? SCALE_MINOR : SCALE_MAJOR;
    boolean ofChord = random.nextInt(3) > 0;
    int semitones = ofChord ? chord[random.nextInt(3)] : scale[random.nextInt(scale.length)];
    return 72 + (song.tonic() + semitones) % 12;
  }

  private void strings(PartKind kind, int[] chord, int at, Random random) {
    double level = kind == PartKind.CHORUS ? 0.2 : 0.13;
    for (int half = 0; half < 2; half++) {
      for (int semitones : chord) {
        int pitch = 48 + (song.tonic() + semitones) % 12 + (half == 1 ? 12 : 0);
        add(at + 2 * half, tone(Voice.STRINGS, pitch, 1.95), level, -0.3);
      }
    }
    add(at, tone(Voice.STRINGS, 36 + (song.tonic() + chord[0]) % 12, 3.9), level, 0);
    for (int beat = 0; beat < beats; beat++) {
      int pitch = melodyPitch(chord, random);
      add(at + beat, tone(Voice.STRINGS, pitch, 0.95), 0.7 * level, 0.3);
    }
  }

  private float[] tone(Voice voice, int pitch, double length) {
    return band.tone(voice, pitch, length * beatSeconds);
  }

  /**
   * Adds a note.
   *
   * @param pan where it stands: -1 is left, 1 is right
   */
  private void add(double beat, float[] sound, double level, double pan) {
    long start = Math.round(song.secondsAt(beat) * Song.SAMPLE_RATE);
    notes.add(new Note(start, sound, (float) (level * (1 - pan)), (float) (level * (1 + pan))));
  }
}
