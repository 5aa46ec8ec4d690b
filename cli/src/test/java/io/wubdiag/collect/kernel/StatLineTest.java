package io.wubdiag.collect.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.ProcessState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatLineTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java",
        "",
        " ",
        ")",
        "(",
        ") R 1 1 (",
        "a) S 4 (b",
        "new\nline",
        "Ünïcode",
        "kworker/u8:2+a-name-of-sixty-three-bytes-as-only-the-kernel-has"
      })
  void readsAnyName(String name) throws Exception {
    StatLine stat = parsed(SyntheticProc.stat(12, name, 'D', 4711, 0x00200040, 3, 987654321012L));

    assertThat(stat)
        .isEqualTo(
            new StatLine(
                name, ProcessState.DISK_SLEEP, 4711, false, 0x00200040, 5, 7, 3, 987654321012L));
    assertThat(stat.kernelThread()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "8550, 8549, true", // a job of a shell that has the terminal
    "8550, 8550, false",
    "8550, -1, false", // no terminal
    "8550, 0, false", // in another pid namespace
  })
  void tellsTheBackgroundOfATerminal(long group, long foreground, boolean background)
      throws Exception {
    StatLine stat =
        parsed(
            "12 (cat) T 1 "
                + group
                + " 8549 34816 "
                + foreground
                + " 4194368 0 0 0 0 5 7 0 0 20 0 1 0 99 ");

    assertThat(stat.background()).isEqualTo(background);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12",
        "12 (",
        "12 (java",
        "12 (java)",
        "12 (java) ",
        "12 (java) S",
        "12 (java) S 1 1 1 0 -1 0 224 0 0 0 5 7 0 0 20 -5 1 0 ",
        "12 (java) S one two",
        ")))))(((((",
        "no such thing"
      })
  void isNullForWhatIsCutOffOrIsNoStatLine(String text) throws Exception {
    assertThat(parse(text)).isNull();
  }

  @Test
  void aProcessHasEndedOnlyWhenItsLastThreadHas() throws Exception {
    assertThat(parsed(SyntheticProc.stat(12, "x", 'Z', 1, 0, 1, 1)).ended()).isTrue();
    assertThat(parsed(SyntheticProc.stat(12, "x", 'Z', 1, 0, 2, 1)).ended()).isFalse();
    assertThat(parsed(SyntheticProc.stat(12, "x", 'S', 1, 0, 1, 1)).ended()).isFalse();
  }

  private StatLine parsed(String text) throws Exception {
    return Objects.requireNonNull(parse(text));
  }

  private @Nullable StatLine parse(String text) throws Exception {
    Path path = Files.writeString(directory.resolve("stat"), text);
    ProcFile file = new ProcFile(new LiveMachine());
    assertThat(file.load(path.toString())).isTrue();
    return StatLine.of(file);
  }
}
