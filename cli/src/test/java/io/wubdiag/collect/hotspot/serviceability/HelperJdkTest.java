package io.wubdiag.collect.hotspot.serviceability;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.elf.BuildId;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.ReadableFile;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelperJdkTest {
  private static final Machine MACHINE = new LiveMachine();
  private static final Path OWN = Path.of(System.getProperty("java.home"));

  static Iterable<Path> jdks() {
    return Targets.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void findsTheJdkThatAProcessRuns(Path jdk) throws Exception {
    Path file = jdk.resolve("lib/server/libjvm.so");
    Libjvm libjvm = new Libjvm(file.toString(), file.toString(), 0, buildId(file));

    HelperJdk found = HelperJdk.forTarget(MACHINE, libjvm);

    assertThat(found.home()).isEqualTo(jdk.toString());
    assertThat(found.reason()).isEmpty();
  }

  @Test
  void findsTheSameJdkElsewhere() throws Exception {
    Path file = OWN.resolve("lib/server/libjvm.so");
    Libjvm libjvm =
        new Libjvm("/container/lib/server/libjvm.so", file.toString(), 0, buildId(file));

    String home = HelperJdk.forTarget(MACHINE, libjvm).home();

    assertThat(home).isNotNull();
    assertThat(buildId(Path.of(home, "lib/server/libjvm.so"))).isEqualTo(buildId(file));
  }

  @Test
  void saysWhatToInstallIfThereIsNone() {
    Libjvm libjvm = new Libjvm("/opt/other/lib/server/libjvm.so", "/none", 0, "c0ffee");

    HelperJdk found = HelperJdk.forTarget(MACHINE, libjvm);

    assertThat(found.home()).isNull();
    assertThat(found.reason())
        .isEqualTo(
            "no JDK with the same libjvm.so was found here; the process runs"
                + " /opt/other/lib/server/libjvm.so: install that JDK here too");
  }

  @Test
  void comparesWholeFilesThatHaveNoBuildId(@TempDir Path directory) throws Exception {
    Path one = Files.writeString(directory.resolve("one"), "the same");
    Path other = Files.writeString(directory.resolve("other"), "the same");
    Path third = Files.writeString(directory.resolve("third"), "the sane");
    Libjvm libjvm = new Libjvm(one.toString(), one.toString(), 0, null);

    assertThat(libjvm.isSameAs(MACHINE, other.toString())).isTrue();
    assertThat(libjvm.isSameAs(MACHINE, third.toString())).isFalse();
    assertThat(libjvm.isSameAs(MACHINE, directory.resolve("none").toString())).isFalse();
  }

  @Test
  void readsTheSameIdentityFromMemoryAsFromTheFile() throws Exception {
    Libjvm own = Libjvm.of(MACHINE, Targets.facts(ProcessHandle.current().pid()));

    assertThat(own).isNotNull();
    assertThat(own.buildId())
        .matches("[0-9a-f]{16,}")
        .isEqualTo(buildId(OWN.resolve("lib/server/libjvm.so")));
  }

  @Test
  void takesNoOtherFileForALibrary(@TempDir Path directory) throws Exception {
    assertThat(buildId(Files.createFile(directory.resolve("empty")))).isNull();
    assertThat(buildId(Files.write(directory.resolve("zeros"), new byte[5000]))).isNull();
    byte[] start = new byte[200];
    try (RandomAccessFile file =
        new RandomAccessFile(OWN.resolve("lib/server/libjvm.so").toFile(), "r")) {
      file.readFully(start);
    }
    assertThat(buildId(Files.write(directory.resolve("cut"), start))).isNull();
  }

  private static String buildId(Path path) throws Exception {
    try (ReadableFile file = MACHINE.open(path.toString())) {
      return BuildId.ofFile(file);
    }
  }
}
