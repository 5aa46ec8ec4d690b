package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.audio.DemoSong.Part;
import io.wubdiag.remix.audio.DemoSong.PartKind;
import io.wubdiag.remix.audio.DemoSong.Shape;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoSongTest {
  @TempDir Path directory;

  @Test
  void knowsItsBeatsAndBars() {
    DemoSong demo = DemoSong.of(120, 33, 1).withLead(0.25);

    assertThat(demo.bars()).isEqualTo(16);
    assertThat(demo.beats()).hasSize(64).startsWith(0.25, 0.75, 1.25);
    assertThat(demo.downbeats()).hasSize(16).startsWith(0.25, 2.25, 4.25);
    assertThat(demo.parts())
        .containsExactly(
            new Part(PartKind.INTRO, 0, 4),
            new Part(PartKind.VERSE, 4, 8),
            new Part(PartKind.CHORUS, 12, 4));
  }

  @Test
  void goesOnWithAnotherVerseAfterItsForm() {
    assertThat(DemoSong.of(120, 136, 1).parts())
        .extracting(Part::kind)
        .endsWith(PartKind.BRIDGE, PartKind.CHORUS, PartKind.VERSE, PartKind.CHORUS);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void isHeardAndDoesNotClip(Shape shape) {
    DemoSong demo = DemoSong.of(130, 45, 5).withShape(shape);
    try (Song song = demo.song()) {
      float[] left = new float[(int) song.frames()];
      float[] right = new float[left.length];
      song.read(0, left, right, left.length);

      assertThat(highest(left)).isBetween(0.15f, 0.999f);
      assertThat(highest(right)).isBetween(0.15f, 0.999f);
    }
  }

  @Test
  void playsTheFirstBeatAfterItsLead() {
    try (Song song = DemoSong.of(100, 10, 1).withLead(1.5).song()) {
      float[] left = new float[2 * Song.SAMPLE_RATE];
      song.read(0, left, new float[left.length], left.length);
      int first = 0;
      while (left[first] == 0) {
        first++;
      }
      assertThat(first / (double) Song.SAMPLE_RATE).isCloseTo(1.5, within(0.001));
    }
  }

  @Test
  void givesTheSameSamplesInWhateverPiecesItIsRead() {
    DemoSong demo = DemoSong.of(127.3, 12, 3).withNoise(0.01);
    try (Song whole = demo.song();
        Song pieces = demo.song()) {
      int count = (int) whole.frames();
      float[] left = new float[count];
      float[] right = new float[count];
      whole.read(0, left, right, count);

      float[] pieceLeft = new float[1001];
      float[] pieceRight = new float[1001];
      for (int first = count - count % 1001; first >= 0; first -= 1001) {
        pieces.read(first, pieceLeft, pieceRight, 1001);
        for (int i = 0; i < 1001; i++) {
          int at = first + i;
          assertThat(pieceLeft[i]).isEqualTo(at < count ? left[at] : 0);
          assertThat(pieceRight[i]).isEqualTo(at < count ? right[at] : 0);
        }
      }
    }
  }

  @Test
  void isSilentBeforeAndAfter() {
    try (Song song = DemoSong.of(120, 4, 1).withNoise(0.1).song()) {
      float[] left = new float[100];
      float[] right = new float[100];
      song.read(-100, left, right, 100);
      assertThat(left).containsOnly(0);
      song.read(song.frames(), left, right, 100);
      assertThat(right).containsOnly(0);
    }
  }

  @Test
  void writesWhatAudioSystemReads() throws Exception {
    File wav = directory.resolve("demo.wav").toFile();
    DemoSong demo = DemoSong.of(90, 3.5, 2);
    demo.writeWav(wav.toPath());

    try (AudioInputStream in = AudioSystem.getAudioInputStream(wav);
        Song song = demo.song()) {
      AudioFormat format = in.getFormat();
      assertThat(format.getSampleRate()).isEqualTo(44_100);
      assertThat(format.getChannels()).isEqualTo(2);
      assertThat(format.getSampleSizeInBits()).isEqualTo(16);
      assertThat(in.getFrameLength()).isEqualTo(song.frames());
      byte[] bytes = in.readAllBytes();
      float[] left = new float[(int) song.frames()];
      song.read(0, left, new float[left.length], left.length);
      for (int i = 0; i < left.length; i += 97) {
        int sample = (bytes[4 * i] & 0xff) | bytes[4 * i + 1] << 8;
        assertThat(sample / 32767.0).isCloseTo(left[i], within(1e-4));
      }
    }
  }

  @Test
  void writesTheSameBytesAgain() throws Exception {
    Path one = directory.resolve("one.wav");
    Path two = directory.resolve("two.wav");
    DemoSong.of(143.7, 5, 9).writeWav(one);
    DemoSong.of(143.7, 5, 9).writeWav(two);
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
  }

  @Test
  void refusesWhatIsNoMusic() {
    assertThatIllegalArgumentException().isThrownBy(() -> DemoSong.of(0, 10, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> DemoSong.of(Double.NaN, 10, 1));
  }

  private static float highest(float[] samples) {
    float highest = 0;
    for (float sample : samples) {
      highest = Math.max(highest, Math.abs(sample));
    }
    return highest;
  }
}
