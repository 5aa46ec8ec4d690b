package io.wubdiag.remix.audio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Synthesised music with known tempo, key, beats and sections. Tests compare an analysis with it,
 * and users without a song can make one. Drums, bass, chords and a melody play in the key; verse
 * and chorus differ in loudness, instruments and chords. Equal parameters give equal samples on
 * every machine.
 *
 * @param shape what kind of music it is
 * @param tempo in beats per minute, which need not be a whole number
 * @param tonic the pitch class of the key's tonic: 0 is C, 11 is B
 * @param minor whether the key is minor
 * @param seconds its length; as many whole bars are played as fit, the rest is silent
 * @param lead how many seconds pass before the first beat
 * @param volume what all samples are multiplied by: 1 comes near to full scale
 * @param noise the highest sample of the white noise that is added, 0 for none
 * @param seed chooses the chords, the rhythm's details and the melody
 */
public record DemoSong(
    Shape shape,
    double tempo,
    int tonic,
    boolean minor,
    double seconds,
    double lead,
    double volume,
    double noise,
    long seed) {

  /** Kinds of music: how hard it is to hear where the beats are. */
  public enum Shape {
    /** Kick on 1 and 3, snare on 2 and 4, hats, bass, chords, melody. */
    BAND(4),
    /** A kick on every beat, off-beat hats. */
    FOUR_ON_THE_FLOOR(4),
    /** Bass, chords and melody only. */
    NO_DRUMS(4),
    /** The second half of each beat comes late; the bass walks. */
    SWING(4),
    /** Three-four time. */
    WALTZ(3),
    /** The snare on 3 only, and hats at the full tempo. */
    HALF_TIME(4),
    /** A kick on 1 and 3 and no other drum. */
    SPARSE(4),
    /** Kick, bass and chords between the beats more than on them. */
    SYNCOPATED(4),
    /** No note, so no key either. */
    DRUMS_ONLY(4),
    /** Sustained chords, two in a bar, and long melody notes, all with soft attacks. */
    STRINGS(4);

    private final int beatsPerBar;

    Shape(int beatsPerBar) {
      this.beatsPerBar = beatsPerBar;
    }
  }

  /** The function of a part. */
  public enum PartKind {
    INTRO(4),
    VERSE(8),
    CHORUS(8),
    BRIDGE(8);

    private final int bars;

    PartKind(int bars) {
      this.bars = bars;
    }
  }

  /**
   * A part of the song.
   *
   * @param kind what it is
   * @param firstBar the index of its first bar
   * @param bars how many bars it has
   */
  public record Part(PartKind kind, int firstBar, int bars) {}

  private static final List<PartKind> FORM =
      List.of(
          PartKind.INTRO,
          PartKind.VERSE,
          PartKind.CHORUS,
          PartKind.VERSE,
          PartKind.CHORUS,
          PartKind.BRIDGE,
          PartKind.CHORUS);

  private static final int BLOCK = 1 << 14;
  private static final int HEADER_BYTES = 44;
  private static final int FRAME_BYTES = 2 * Song.CHANNELS;

  public DemoSong {
    if (!(tempo >= 20 && tempo <= 400 && seconds > 0 && lead >= 0 && tonic >= 0 && tonic < 12)) {
      throw new IllegalArgumentException(
          "no such music: tempo " + tempo + ", " + seconds + " s after " + lead + " s, " + tonic);
    }
  }

  /** A band's song in a key that the seed chooses. */
  public static DemoSong of(double tempo, double seconds, long seed) {
    return new DemoSong(
        Shape.BAND,
        tempo,
        Math.floorMod(seed * 7, 12),
        Math.floorMod(seed, 3) == 2,
        seconds,
        0,
        1,
        0,
        seed);
  }

  public DemoSong withShape(Shape newShape) {
    return new DemoSong(newShape, tempo, tonic, minor, seconds, lead, volume, noise, seed);
  }

  public DemoSong withLead(double newLead) {
    return new DemoSong(shape, tempo, tonic, minor, seconds, newLead, volume, noise, seed);
  }

  public DemoSong withVolume(double newVolume) {
    return new DemoSong(shape, tempo, tonic, minor, seconds, lead, newVolume, noise, seed);
  }

  public DemoSong withNoise(double newNoise) {
    return new DemoSong(shape, tempo, tonic, minor, seconds, lead, volume, newNoise, seed);
  }

  public int beatsPerBar() {
    return shape.beatsPerBar;
  }

  /** The number of bars: as many as fit, at least one. */
  public int bars() {
    return (int) Math.max(1, (seconds - lead) / (beatsPerBar() * 60 / tempo) + 1e-9);
  }

  /** The times of all beats that are played, in seconds. The first is the first of a bar. */
  public List<Double> beats() {
    List<Double> beats = new ArrayList<>();
    for (int beat = 0; beat < bars() * beatsPerBar(); beat++) {
      beats.add(secondsAt(beat));
    }
    return List.copyOf(beats);
  }

  /** The times of the first beats of all bars, in seconds. */
  public List<Double> downbeats() {
    List<Double> downbeats = new ArrayList<>();
    for (int bar = 0; bar < bars(); bar++) {
      downbeats.add(secondsAt(bar * beatsPerBar()));
    }
    return List.copyOf(downbeats);
  }

  /** The parts of the song, in order. The last may be cut short. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    int bar = 0;
    for (int i = 0; bar < bars(); i++) {
      // After the first time through it goes on with the verse.
      PartKind kind = FORM.get(i < FORM.size() ? i : 1 + (i - 1) % (FORM.size() - 1));
      int length = Math.min(kind.bars, bars() - bar);
      parts.add(new Part(kind, bar, length));
      bar += length;
    }
    return List.copyOf(parts);
  }

  /** The time of a beat, or between two, in seconds. */
  double secondsAt(double beat) {
    return lead + beat * 60 / tempo;
  }

  /** The song itself. Samples are made when they are read: it takes a few MB, however long. */
  public Song song() {
    return new DemoPlayback(this);
  }

  /**
   * Writes the song as a WAV file of 16 bits.
   *
   * @throws IllegalArgumentException it is longer than a WAV file can be, over 6 hours
   */
  public void writeWav(Path file) throws IOException {
    try (Song song = song();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header(song.frames()));
      float[] left = new float[BLOCK];
      float[] right = new float[BLOCK];
      ByteBuffer bytes = ByteBuffer.allocate(BLOCK * FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long first = 0; first < song.frames(); first += BLOCK) {
        int count = (int) Math.min(BLOCK, song.frames() - first);
        song.read(first, left, right, count);
        bytes.clear();
        for (int i = 0; i < count; i++) {
          bytes.putShort(sixteenBits(left[i])).putShort(sixteenBits(right[i]));
        }
        out.write(bytes.array(), 0, bytes.position());
      }
    }
  }

  private static short sixteenBits(float sample) {
    return (short) Math.round(sample * Short.MAX_VALUE);
  }

  /** The RIFF header of 16-bit PCM. */
  private static byte[] header(long frames) {
    long size = frames * FRAME_BYTES;
    if (size + HEADER_BYTES >= 1L << 32) {
      throw new IllegalArgumentException("a WAV file can't have " + frames + " frames");
    }
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("RIFF"))
        .putInt((int) (size + HEADER_BYTES - 8))
        .put(ascii("WAVEfmt "))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) Song.CHANNELS)
        .putInt(Song.SAMPLE_RATE)
        .putInt(Song.SAMPLE_RATE * FRAME_BYTES)
        .putShort((short) FRAME_BYTES)
        .putShort((short) 16)
        .put(ascii("data"))
        .putInt((int) size)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
