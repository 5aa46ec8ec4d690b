package io.wubdiag.collect.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibjvmSearchTest {
  private static final String LINE = "7f1b4000-7f1b5000 r-xp 00001000 08:01 131    ";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jdk/libjvm.so",
        "/a b/libjvm.so",
        "/libjvm.so",
        "/libjvm.so/libjvm.so",
        "/jdk/libjvm.so (deleted)"
      })
  void findsTheFileOfThatName(String path) throws Exception {
    assertThat(find("[heap]\n" + LINE + path + "\n" + LINE + "/other\n")).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jdk/libjvm.so.bak",
        "/jdk/mylibjvm.so",
        "/libjvm.so/other",
        "/jdk/libjvm.so (deleted) no",
        "/jdk/LIBJVM.SO",
        "libjvm.so",
        ""
      })
  void passesOverOtherNames(String path) throws Exception {
    assertThat(find(LINE + path + "\n" + LINE + path)).isNull();
  }

  @Test
  void findsItWhereverThePiecesAreCut() throws Exception {
    for (int before = 16_200; before < 16_500; before++) {
      String filler = (LINE + "x".repeat(before % 80) + "\n").repeat(before / 126);
      String text =
          filler + "y".repeat(before - filler.length()) + "\n" + LINE + "/jdk/libjvm.so\n";
      assertThat(find(text)).as("behind %d bytes", before).isEqualTo("/jdk/libjvm.so");
    }
  }

  @Test
  void goesOnBehindALineThatIsLongerThanAnyPath() throws Exception {
    assertThat(find("z".repeat(100_000) + "\n" + LINE + "/jdk/libjvm.so\n"))
        .isEqualTo("/jdk/libjvm.so");
    assertThat(find("z".repeat(100_000))).isNull();
  }

  private @Nullable String find(String maps) throws Exception {
    Path file = Files.writeString(directory.resolve("maps"), maps);
    return new LibjvmSearch()
        .find(new LiveMachine(), file.toString(), Deadline.after(Duration.ofMinutes(1)));
  }
}
