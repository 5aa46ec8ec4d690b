package io.wubdiag.remix.audio;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * The sounds of a {@link DemoSong}, each made once: an array of samples from -1 to 1 at {@link
 * Song#SAMPLE_RATE}. Sines come from a table that is made by {@link StrictMath}, so that they are
 * the same on every machine.
 */
final class DemoInstruments {
  private static final int RATE = Song.SAMPLE_RATE;
  private static final int TABLE = 1 << 13;
  private static final float[] SINE = new float[TABLE];

  static {
    for (int i = 0; i < TABLE; i++) {
      SINE[i] = (float) StrictMath.sin(2 * StrictMath.PI * i / TABLE);
    }
  }

  /** An instrument that plays notes: how strong its partials are, and how they come and go. */
  enum Voice {
    /** Seconds until it has risen, seconds in which it falls to 1/e, its partials' strengths. */
    BASS(0.004, 0.35, 0.6, 0.3, 0.2, 0.12, 0.08, 0.05),
    PIANO(0.005, 0.7, 0.6, 0.25, 0.12, 0.08, 0.04),
    LEAD(0.008, 0.5, 0.6, 0, 0.25, 0, 0.12, 0, 0.06),
    STRINGS(0.12, 30, 0.45, 0.3, 0.18, 0.12, 0.08, 0.05);

    private final double attack;
    private final double decay;
    private final double[] partials;

    Voice(double attack, double decay, double... partials) {
      this.attack = attack;
      this.decay = decay;
      this.partials = partials;
    }
  }

  private record Tone(Voice voice, int pitch, int frames) {}

  private final Map<Tone, float[]> tones = new HashMap<>();
  private final Random random;
  final float[] kick = kick();
  final float[] snare;
  final float[] hat;
  final float[] openHat;
  final float[] crash;

  DemoInstruments(long seed) {
    random = new Random(seed);
    snare = snare();
    hat = hiss(0.06, 0.015);
    openHat = hiss(0.3, 0.09);
    crash = hiss(1.6, 0.4);
  }

  /**
   * A note.
   *
   * @param pitch as in MIDI: 60 is middle C, 69 is 440 Hz
   * @param seconds how long it is held; it then fades away in 30 ms
   */
  float[] tone(Voice voice, int pitch, double seconds) {
    int frames = (int) (seconds * RATE);
    return tones.computeIfAbsent(new Tone(voice, pitch, frames), DemoInstruments::synthesise);
  }

  private static float[] synthesise(Tone tone) {
    double frequency = 440 * StrictMath.pow(2, (tone.pitch - 69) / 12.0);
    int release = (int) (0.03 * RATE);
    float[] samples = new float[tone.frames + release];
    double[] partials = tone.voice.partials;
    for (int partial = 0; partial < partials.length; partial++) {
      double step = frequency * (partial + 1) / RATE;
      if (step >= 0.45 || partials[partial] == 0) {
        continue;
      }
      for (int i = 0; i < samples.length; i++) {
        samples[i] += (float) partials[partial] * sine(i * step);
      }
    }
    double attack = tone.voice.attack * RATE;
    double fall = StrictMath.exp(-1 / (tone.voice.decay * RATE));
    double level = 1;
    for (int i = 0; i < samples.length; i++) {
      double ends = Math.min(1, (samples.length - i) / (double) release);
      samples[i] *= (float) (level * ends * Math.min(1, i / attack));
      level *= fall;
    }
    return samples;
  }

  /** A sine that falls from 160 to 50 Hz. */
  private static float[] kick() {
    float[] samples = new float[(int) (0.3 * RATE)];
    double turns = 0;
    for (int i = 0; i < samples.length; i++) {
      double time = (double) i / RATE;
      turns += (50 + 110 * StrictMath.exp(-time / 0.03)) / RATE;
      double rise = Math.min(1, time / 0.001);
      samples[i] = (float) (rise * StrictMath.exp(-time / 0.09)) * sine(turns);
    }
    return samples;
  }

  private float[] snare() {
    float[] samples = hiss(0.22, 0.05);
    for (int i = 0; i < samples.length; i++) {
      double time = (double) i / RATE;
      float body = (float) StrictMath.exp(-time / 0.06) * sine(190 * time);
      samples[i] = 0.7f * samples[i] + 0.5f * body;
    }
    return samples;
  }

  /** White noise without its lowest part, falling to 1/e in so many seconds. */
  private float[] hiss(double seconds, double decay) {
    float[] samples = new float[(int) (seconds * RATE)];
    float last = 0;
    for (int i = 0; i < samples.length; i++) {
      float white = random.nextFloat() * 2 - 1;
      samples[i] = (float) StrictMath.exp(-i / (decay * RATE)) * (white - last) / 2;
      last = white;
    }
    return samples;
  }

  private static float sine(double turns) {
    double place = (turns - Math.floor(turns)) * TABLE;
    int index = (int) place;
    float next = SINE[(index + 1) & (TABLE - 1)];
    float here = SINE[index & (TABLE - 1)];
    return here + (float) (place - index) * (next - here);
  }
}
