package io.wubdiag.remix.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Id3v2Test {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1, 2, 3};

  @TempDir Path directory;

  @Test
  void isReadBackByTheDecoder() throws IOException {
    SongTags tags =
        new SongTags("B\u00e4ss \ud83d\udd0a (Wub Machine Remix)", "\u65e5\u672c", "A", null);

    SongTags read = throughAnMp3(Id3v2.encode(tags, "Made for a test"));

    assertThat(read.title()).isEqualTo(tags.title());
    assertThat(read.artist()).isEqualTo(tags.artist());
    assertThat(read.album()).isEqualTo(tags.album());
  }

  @Test
  void hasACover() throws IOException {
    byte[] cover = Arrays.copyOf(PNG, 300_000);

    byte[] tag = Id3v2.encode(new SongTags("T", null, null, cover), null);

    assertThat(throughAnMp3(tag).cover()).isEqualTo(cover);
  }

  @Test
  void isLaidOutAsVersion3() {
    byte[] tag = Id3v2.encode(new SongTags("Hi", null, null, null), "c");

    byte[] expected =
        join(
            ascii("ID3"),
            bytes(3, 0, 0, 0, 0, 0, 39),
            ascii("TIT2"),
            bytes(0, 0, 0, 7, 0, 0, 1, 0xff, 0xfe, 'H', 0, 'i', 0),
            ascii("COMM"),
            bytes(0, 0, 0, 12, 0, 0, 1),
            ascii("eng"),
            bytes(0xff, 0xfe, 0, 0, 0xff, 0xfe, 'c', 0));
    assertThat(tag).containsExactly(expected);
  }

  @Test
  void tellsItsLengthWithoutHighBits() {
    byte[] tag = Id3v2.encode(new SongTags(null, null, null, Arrays.copyOf(PNG, 1_000_000)), null);

    int length = 0;
    for (byte b : Arrays.copyOfRange(tag, 6, 10)) {
      assertThat(b).isNotNegative();
      length = length << 7 | b;
    }
    assertThat(length).isEqualTo(tag.length - 10);
  }

  @Test
  void isValidWithoutAnyTag() throws IOException {
    assertThat(throughAnMp3(Id3v2.encode(SongTags.NONE, null)).title()).isNull();
  }

  @Test
  void cleansTexts() {
    SongTags tags =
        new SongTags(" a\u0000b\n\u202ec\ud800 ", "\u0007", "x".repeat(999), bytes(1, 2));

    assertThat(tags.title()).isEqualTo("ab c");
    assertThat(tags.artist()).isNull();
    assertThat(tags.album()).hasSize(SongTags.LONGEST_TEXT);
    assertThat(tags.cover()).isNull();
  }

  private SongTags throughAnMp3(byte[] tag) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    Mp3Encoder encoder = new Mp3Encoder(out);
    float[] tone = new float[3 * Song.SAMPLE_RATE];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) Math.sin(0.1 * i) / 2;
    }
    encoder.write(tone, tone, tone.length);
    encoder.finish();
    Path file = Files.write(directory.resolve("tagged.mp3"), out.toByteArray());
    DecodedSong decoded = new Decoder(directory, Duration.ofMinutes(1)).decode(file);
    decoded.song().close();
    return decoded.tags();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
