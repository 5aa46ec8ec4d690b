package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLayoutTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 14, 255})
  void isNotKnownOfOtherVersions(int minor) {
    assertThat(PythonLayout.of(minor)).isEmpty();
  }

  @Test
  void isThatOfItsVersion() {
    assertThat(PythonLayout.of(11).orElseThrow().of("PyThreadState.thread_id")).isEqualTo(152);
    PythonLayout layout = PythonLayout.of(12).orElseThrow();
    assertThat(layout.of("PyThreadState.thread_id")).isEqualTo(136);
    assertThat(layout.names())
        .contains("PyThreadState.cframe")
        .doesNotContain("PyThreadState.current_frame");
    assertThat(layout.since(12)).isTrue();
    assertThat(layout.since(13)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13})
  void takesThatOfABuildOnlyWhole(int minor) {
    PythonLayout release = PythonLayout.of(minor).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> release.ofBuild(List.of("PyObject.ob_type 8")));
    List<String> lines = release.names().stream().map(name -> name + " 24").toList();
    assertThat(release.ofBuild(lines).of("PyObject.ob_type")).isEqualTo(24);
  }

  @ParameterizedTest
  @CsvSource({
    "0x030d00f0, 3.13.0, true",
    "0x030c01c1, 3.12.1, true",
    "0x030d00b2, 3.13.0 (not settled), false",
    "0x040d00f0, 4.13.0 (not settled), false",
    "0, before 3.11, false"
  })
  void isSettledWithTheFirstCandidate(String hex, String text, boolean release) {
    PythonVersion version = new PythonVersion(Integer.decode(hex));
    assertThat(version).hasToString(text);
    assertThat(version.isRelease()).isEqualTo(release);
  }
}
