package io.wubdiag.collect.hotspot.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder.TakenLock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parses the texts that the agent leaves in memory, and other texts that may be found there. */
class InversionReaderTest {
  private static final String ORDER =
      "order\tencoder\n"
          + "held\tcom.acme.Disk\tcom.acme.Disk.<init>(Disk.java:12)\tcom.acme.Disk.save(Disk.java:31)\texclusive\n"
          + "taken\tcom.acme.Net\t\tcom.acme.Net.send(Net.java:54)\tshared\n"
          + "frame\tcom.acme.Net\tsend\tNet.java\t54\n"
          + "frame\tcom.acme.Native\tpoll\t\t-2\n";

  @Test
  void readsOrders() {
    Inversion inversion = InversionReader.parse(ORDER + ORDER.replace("encoder", "uploader"));

    assertThat(inversion).isNotNull();
    assertThat(inversion.orders()).extracting("thread").containsExactly("encoder", "uploader");
    assertThat(inversion.orders().get(0).held())
        .isEqualTo(
            new TakenLock(
                "com.acme.Disk",
                "com.acme.Disk.<init>(Disk.java:12)",
                "com.acme.Disk.save(Disk.java:31)",
                false));
    assertThat(inversion.orders().get(0).taken().shared()).isTrue();
    assertThat(inversion.orders().get(1).frames())
        .containsExactly(
            Frame.of("com.acme.Net", "send", "Net.java", 54),
            new Frame("com.acme.Native", "poll", null, -1, true, List.of()));
  }

  @Test
  void takesNothingElseForAnInversion() {
    assertThat(InversionReader.parse("")).isNull();
    assertThat(InversionReader.parse(ORDER)).isNull();
    assertThat(InversionReader.parse("order\nheld\ntaken\t\norder\torder\n\n\u0000")).isNull();
    assertThat(InversionReader.parse(ORDER + ORDER.substring(0, 60))).isNull();
  }
}
