package io.wubdiag.collect.hotspot.serviceability;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.LiveMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The helper uses an archive that was made for its JDK, and no other. */
class HelperArchiveTest {
  private static final Path OWN = Path.of(System.getProperty("java.home"));

  @TempDir Path directory;

  @AfterEach
  void forget() {
    System.clearProperty("wubdiag.archive");
    System.clearProperty("wubdiag.draft");
  }

  @Test
  void takesTheArchiveBesideWubdiagsOwn() throws IOException {
    Path archive = directory.resolve("17.jsa");
    System.setProperty("wubdiag.archive", archive.toString());
    assertThat(HelperArchive.options(new LiveMachine(), OWN.toString())).isEmpty();

    Files.createFile(directory.resolve("17.jsa.helper"));
    assertThat(HelperArchive.options(new LiveMachine(), OWN.toString()))
        .contains("-XX:SharedArchiveFile=" + archive + ".helper");
  }

  @Test
  void makesOneInAPracticeRun() {
    Path draft = directory.resolve("17.jsa.4711");
    System.setProperty("wubdiag.draft", draft.toString());

    assertThat(HelperArchive.options(new LiveMachine(), OWN.toString()))
        .contains("-XX:ArchiveClassesAtExit=" + draft + ".helper");
  }

  @Test
  void takesNoneForAnotherJdk() throws IOException {
    System.setProperty("wubdiag.archive", directory.resolve("17.jsa").toString());
    System.setProperty("wubdiag.draft", directory.resolve("17.jsa.4711").toString());
    Files.createFile(directory.resolve("17.jsa.helper"));

    assertThat(HelperArchive.options(new LiveMachine(), directory.toString())).isEmpty();
  }
}
