package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassingFileTest {
  @TempDir Path directory;

  @Test
  void isThereUntilItIsClosed() throws IOException {
    Path path = directory.resolve("passing");
    try (PassingFile file = PassingFile.create(directory, "passing", null)) {
      assertThat(file.length()).isZero();
      assertThat(Files.getPosixFilePermissions(path))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void isDeletedWhereverItsDirectoryHasGone() throws IOException {
    Path before = Files.createDirectory(directory.resolve("before"));
    Path after = directory.resolve("after");
    try (PassingFile file = PassingFile.create(before, "passing", null)) {
      Files.move(before, after);
      assertThat(file.length()).isZero();
      assertThat(after).isNotEmptyDirectory();
    }
    assertThat(after).isEmptyDirectory();
  }

  @Test
  void keepsItsContentWithoutAName() throws IOException {
    try (PassingFile file = PassingFile.create(directory, "passing", null)) {
      file.loseName();
      assertThat(directory).isEmptyDirectory();
      file.output().write("kept".getBytes(StandardCharsets.UTF_8));
      byte[] read = file.readFully(0, 4);
      assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("kept");
    }
  }

  @Test
  void takesNobodyElsesFile() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "precious");
    Files.createSymbolicLink(directory.resolve("passing"), target);

    assertThatThrownBy(() -> PassingFile.create(directory, "passing", null))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("precious");
    assertThat(directory.resolve("passing")).exists();
  }

  @Test
  void isDeletedWhenTheJvmIsToldToEnd() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("READY");
    assertThat(directory.resolve("passing")).exists();

    process.destroy();

    process.waitFor();
    assertThat(directory).isEmptyDirectory();
  }

  /** A program that holds such a file, and is interrupted. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      try (PassingFile file = PassingFile.create(Path.of(arguments[0]), "passing", null)) {
        System.out.println(file.length() == 0 ? "READY" : "");
        Thread.currentThread().join();
      }
    }
  }
}
