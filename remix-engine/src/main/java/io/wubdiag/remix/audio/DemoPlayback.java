package io.wubdiag.remix.audio;

import java.util.Arrays;
import java.util.List;

/** Plays a {@link DemoSong}: each stretch is mixed from its notes when it is read. */
final class DemoPlayback implements Song {
  /** Keeps the loudest chorus just below full scale. */
  private static final float MASTER = 0.62f;

  private final DemoSong demo;
  private final List<DemoScore.Note> notes;
  private final long[] starts;
  private final int longest;
  private final long frames;

  DemoPlayback(DemoSong demo) {
    this.demo = demo;
    this.notes = DemoScore.of(demo);
    this.starts = notes.stream().mapToLong(DemoScore.Note::start).toArray();
    this.longest = notes.stream().mapToInt(note -> note.sound().length).max().orElse(0);
    this.frames = Math.round(demo.seconds() * SAMPLE_RATE);
  }

  @Override
  public long frames() {
    return frames;
  }

  @Override
  public void read(long first, float[] left, float[] right, int count) {
    Arrays.fill(left, 0, count, 0);
    Arrays.fill(right, 0, count, 0);
    for (int i = firstNoteAfter(first - longest); i < starts.length; i++) {
      if (starts[i] >= first + count) {
        break;
      }
      mix(notes.get(i), first, left, right, count);
    }
    for (int i = 0; i < count; i++) {
      long frame = first + i;
      boolean within = frame >= 0 && frame < frames;
      left[i] = within ? master(left[i], 2 * frame) : 0;
      right[i] = within ? master(right[i], 2 * frame + 1) : 0;
    }
  }

  private int firstNoteAfter(long frame) {
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] < frame) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static void mix(DemoScore.Note note, long first, float[] left, float[] right, int count) {
    float[] sound = note.sound();
    int from = (int) Math.max(0, note.start() - first);
    int to = (int) Math.min(count, note.start() + sound.length - first);
    int shift = (int) (first - note.start());
    for (int i = from; i < to; i++) {
      left[i] += note.left() * sound[i + shift];
      right[i] += note.right() * sound[i + shift];
    }
  }

  private float master(float sample, long index) {
    double noisy = MASTER * sample;
    if (demo.noise() > 0) {
      noisy += demo.noise() * whiteNoise(index + demo.seed());
    }
    return (float) Math.max(-1, Math.min(1, demo.volume() * noisy));
  }

  /** A number from -1 to 1 that depends on the index only: SplitMix64's finalizer. */
  private static double whiteNoise(long index) {
    long bits = index * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return (bits ^ (bits >>> 31)) * 0x1p-63;
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}
