package io.wubdiag.remix.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A length that a file declares is only believed if it is too long, and the file is large enough
 * for it.
 */
public final class Decoder {
  /** The longest song that the engine takes, unless it is told otherwise. */
  public static final Duration LONGEST = Duration.ofMinutes(30);

  /** A song that is shorter has no beat to find. */
  public static final Duration SHORTEST = Duration.ofSeconds(2);

  private final Path scratch;
  private final Duration longest;

  /**
   * @param scratch where samples are kept, in files without a name: 10 MB a minute
   * @param longest songs that are longer are refused
   */
  public Decoder(Path scratch, Duration longest) {
    this.scratch = scratch;
    this.longest = longest;
  }

  /**
   * Decodes a whole song. It takes about a thousandth of the song's length, hardly any heap, and
   * none of its length.
   *
   * @throws UndecodableException the file is at fault
   * @throws IOException the file or the scratch directory is
   */
  public DecodedSong decode(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new UndecodableException("This is not a file.");
    }
    if (Files.size(file) == 0) {
      throw new UndecodableException("The file is empty.");
    }
    FfmpegLibrary.load();
    PcmFile pcm = null;
    try (MediaFile media = MediaFile.open(file)) {
      media.refuseIfLonger(longest);
      pcm = PcmFile.create(scratch);
      decode(media, pcm);
      refuseIfUseless(pcm, media);
      DecodedSong decoded = new DecodedSong(pcm, media.tags());
      pcm = null;
      return decoded;
    } finally {
      if (pcm != null) {
        pcm.close();
      }
    }
  }

  private void decode(MediaFile media, PcmFile pcm) throws IOException {
    long mostFrames = longest.toMillis() * Song.SAMPLE_RATE / 1000;
    try (AudioStream audio = new AudioStream(media.stream())) {
      while (media.readPacket()) {
        media.noteDecoded(audio.decode(media.packet(), pcm));
        if (pcm.frames() > mostFrames) {
          throw tooLong(longest);
        }
      }
      audio.finish(pcm);
    }
    pcm.seal();
  }

  private static void refuseIfUseless(PcmFile pcm, MediaFile media) throws UndecodableException {
    media.refuseIfDamaged();
    if (pcm.seconds() < SHORTEST.toSeconds()) {
      throw new UndecodableException(
          "The song is shorter than "
              + SHORTEST.toSeconds()
              + " seconds, or the file was cut off after that.");
    }
    if (pcm.isSilent()) {
      throw new UndecodableException("The song is silent from beginning to end.");
    }
  }

  static UndecodableException tooLong(Duration longest) {
    return new UndecodableException(
        "The song is longer than "
            + (longest.toSeconds() % 60 == 0
                ? longest.toMinutes() + " minutes"
                : longest.toSeconds() + " seconds")
            + ", which is the limit.");
  }
}
