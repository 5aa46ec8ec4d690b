package io.wubdiag.collect.hotspot.serviceability;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedThread;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelperReportTest {
  private static final String WHOLE =
      """
      version\t17.0.15+6
      thread\t7f00aa\t11\t1\t1\t401\tffffffffffff0000\t100000\ta\\tb\\\\n\\nc
      pending\tfc00
      frame\tjava.lang.Object\twait\t\t-1\t1
      frame\tA$B\trun\tA.java\t7\t0
      locked\tfd00
      locked\tfe00
      later\tversions may add lines
      task\t4711\t7ffe0010
      object\tfc00\tjava.lang.Class\tA$B\t0
      owner\tfc00\tmonitor\t7f00aa\t0\t1\tmain
      paused\t1500
      end
      """;

  @Test
  void readsEveryKindOfLine() {
    HelperReport report = HelperReport.parse(WHOLE);

    assertThat(report.error()).isNull();
    assertThat(report.version()).isEqualTo("17.0.15+6");
    assertThat(report.paused()).isEqualTo(Duration.ofNanos(1500));
    ReportedThread thread = report.threads().get(0);
    assertThat(report.threads()).hasSize(1);
    assertThat(thread.address()).isEqualTo(0x7f00aa);
    assertThat(thread.task()).isEqualTo(11);
    assertThat(thread.javaId()).isEqualTo(1);
    assertThat(thread.daemon()).isTrue();
    assertThat(thread.status()).isEqualTo(401);
    assertThat(thread.name()).isEqualTo("a\tb\\n\nc");
    assertThat(thread.waiting().pending).isEqualTo(0xfc00);
    assertThat(thread.frames()).hasSize(2);
    assertThat(thread.frames().get(0).file()).isEmpty();
    assertThat(thread.frames().get(0).nativeMethod()).isTrue();
    assertThat(thread.frames().get(1).line()).isEqualTo(7);
    assertThat(thread.frames().get(1).locked()).containsExactly(0xfd00L, 0xfe00L);
    assertThat(report.stackPointers()).containsEntry(4711L, 0x7ffe0010L);
    assertThat(report.objects()).hasSize(1);
    assertThat(report.objects().get(0).detail()).isEqualTo("A$B");
    assertThat(report.owners()).hasSize(1);
    assertThat(report.owners().get(0).thread()).isEqualTo(0x7f00aa);
  }

  @Test
  void takesAStackForUnsignedAddresses() {
    ReportedThread thread = HelperReport.parse(WHOLE).threads().get(0);

    assertThat(thread.hasOnStack(0xffffffffffff0000L - 1)).isTrue();
    assertThat(thread.hasOnStack(0xffffffffffff0000L - 0x100000)).isTrue();
    assertThat(thread.hasOnStack(0xffffffffffff0000L)).isFalse();
    assertThat(thread.hasOnStack(0xffffffffffff0000L - 0x100001)).isFalse();
    assertThat(thread.hasOnStack(0)).isFalse();
  }

  @Test
  void takesNothingThatIsCutShort() {
    for (int length = 0; length < WHOLE.length() - 1; length++) {
      assertThat(HelperReport.parse(WHOLE.substring(0, length)).error()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error\tno permission\n",
        "locked\tfc00\nend\n",
        "thread\tzz\n",
        "\n\n\n",
        "Error occurred during initialization of VM\n"
      })
  void takesNothingElse(String output) {
    assertThat(HelperReport.parse(output).error()).isNotNull();
  }
}
