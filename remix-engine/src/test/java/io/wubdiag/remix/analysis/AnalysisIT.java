package io.wubdiag.remix.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.remix.audio.Decoder;
import io.wubdiag.remix.audio.Song;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sounds that ffmpeg and sox made and encoded, so that nothing here is from the same hand. */
class AnalysisIT {
  /** What one beat sounds like, x being the seconds since its start; B is the beat in seconds. */
  private static final String CLICK = "0.8*exp(-120*x)*sin(2*PI*1000*t)";

  private static final String BURST = "0.5*exp(-30*x)*(random(0)*2-1)";

  /** A chord that swells for 50 ms, and changes every four beats. */
  private static final String SWELL =
      "0.2*(1-exp(-20*x))*exp(-3*x)*(sin(2*PI*t*220*c)+sin(2*PI*t*277.18*c)+sin(2*PI*t*329.63*c))";

  /** Kicks in threes over steady hats: 3 + 3 + 2 half beats. */
  private static final String SYNCOPATED =
      "0.15*exp(-60*x)*(random(0)*2-1)"
          + "+0.6*exp(-15*mod(mod(t\\,4*B)\\,1.5*B))*sin(2*PI*60*mod(mod(t\\,4*B)\\,1.5*B))";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"72, flac", "97, mp3", "128.5, ogg", "163, wav"})
  void followsClicks(double tempo, String format) throws Exception {
    SongAnalysis analysis = analyse(ffmpeg(CLICK, tempo, format));

    assertThat(analysis.tempo()).isCloseTo(tempo, within(0.002 * tempo));
    assertThat(medianError(analysis, tempo)).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(doubles = {81, 112, 149})
  void followsBurstsOfNoise(double tempo) throws Exception {
    SongAnalysis analysis = analyse(ffmpeg(BURST, tempo, "flac"));

    assertThat(analysis.tempo()).isCloseTo(tempo, within(0.002 * tempo));
    assertThat(medianError(analysis, tempo)).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(doubles = {88, 123.4})
  void followsChordsWithSoftOnsets(double tempo) throws Exception {
    SongAnalysis analysis = analyse(ffmpeg(SWELL, tempo, "flac"));

    assertThat(analysis.tempo()).isCloseTo(tempo, within(0.01 * tempo));
    assertThat(analysis.key().minor()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {96, 126})
  void isNotMisledBySyncopation(double tempo) throws Exception {
    SongAnalysis analysis = analyse(ffmpeg(SYNCOPATED, tempo, "flac"));

    assertThat(analysis.tempo()).isCloseTo(tempo, within(0.01 * tempo));
    assertThat(medianError(analysis, tempo)).isLessThan(0.02);
  }

  @Test
  void followsPluckedStrings() throws Exception {
    Path file = directory.resolve("pluck.wav");
    run(
        "sox", "-n", "-r", "44100", "-c", "2", "-b", "16", file, "synth", "0.45", "pluck", "C3",
        "repeat", "60");
    SongAnalysis analysis = analyse(file);

    assertThat(analysis.tempo()).isCloseTo(60 / 0.45, within(0.3));
    assertThat(analysis.key().tonic()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"whitenoise", "pinknoise", "sine 440"})
  void hearsNoBeatsWhereThereAreNone(String sound) throws Exception {
    Path file = directory.resolve("sound.wav");
    String[] words = (sound + " gain -12").split(" ", -1);
    List<Object> command =
        new ArrayList<>(List.of("sox", "-R", "-n", "-r", "44100", "-c", "2", file, "synth", "20"));
    command.addAll(List.of(words));
    run(command.toArray());

    assertThat(analyse(file).beats()).isEmpty();
  }

  /** 25 seconds of something that repeats with each beat. */
  private Path ffmpeg(String sound, double tempo, String format) throws Exception {
    String beat = String.format(Locale.ROOT, "%.9f", 60 / tempo);
    String expression =
        sound
            .replace("*c)", "*(1+0.3348*mod(floor(t/(4*B))\\,2)))")
            .replace("*x)", "*mod(t\\,B))")
            .replace("B", beat);
    Path file = directory.resolve("sound." + format);
    String source = "aevalsrc=" + expression + ":s=44100:d=25";
    run("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", source, "-ac", "2", file);
    return file;
  }

  private void run(Object... command) throws Exception {
    Process process =
        new ProcessBuilder(List.of(command).stream().map(Object::toString).toList())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private SongAnalysis analyse(Path file) throws Exception {
    try (Song song = new Decoder(directory, Decoder.LONGEST).decode(file).song()) {
      return Analyser.analyse(song, share -> {});
    }
  }

  /** How far the beats are off the multiples of the period. */
  private static double medianError(SongAnalysis analysis, double tempo) {
    double period = 60 / tempo;
    return analysis.beats().stream()
        .mapToDouble(beat -> Math.abs(beat.start() - period * Math.round(beat.start() / period)))
        .sorted()
        .skip(analysis.beats().size() / 2)
        .findFirst()
        .orElse(99);
  }
}
