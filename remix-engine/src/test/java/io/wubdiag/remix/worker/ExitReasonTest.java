package io.wubdiag.remix.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExitReasonTest {
  @Test
  void namesTheSignalOrTheCode() {
    assertThat(ExitReason.ofExitValue(137)).isEqualTo("was killed by SIGKILL");
    assertThat(ExitReason.ofExitValue(1)).isEqualTo("exited with code 1");
    assertThat(ExitReason.ofExitValue(200)).isEqualTo("exited with code 200");
    assertThat(ExitReason.ofWaitStatus(9)).isEqualTo("was killed by SIGKILL");
    assertThat(ExitReason.ofWaitStatus(0x86)).isEqualTo("was killed by SIGABRT");
    assertThat(ExitReason.ofWaitStatus(0x300)).isEqualTo("exited with code 3");
  }

  @Test
  void namesTheLibraryOfACrash() {
    CrashReport report =
        CrashReport.parse(
            List.of(
                "#",
                "# A fatal error has been detected by the Java Runtime Environment:",
                "#",
                "#  SIGSEGV (0xb) at pc=0x00007f8e2c1f1a2b, pid=4711, tid=4712",
                "#",
                "# Problematic frame:",
                "# C  [libavcodec.so.61+0x1a2b]  decode_frame+0x1b"));
    assertThat(report.words()).isEqualTo("crashed: SIGSEGV in libavcodec.so.61, decode_frame+0x1b");
  }

  @Test
  void saysSoIfAReportSaysNothing() {
    assertThat(CrashReport.parse(List.of()).words()).isEqualTo("crashed: unknown error");
  }
}
