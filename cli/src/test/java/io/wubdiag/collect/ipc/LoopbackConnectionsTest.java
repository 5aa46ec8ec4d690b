package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.LiveMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackConnectionsTest {
  private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr\n";
  private static final String REST =
      " 01 00000000:00000000 00:00000000 00000000  1000        0 %d 1 0 20 4 30 10 -1\n";

  @Test
  void findsTheOtherEndAlsoAcrossTheTables(@TempDir Path net) throws IOException {
    Files.writeString(
        net.resolve("tcp"), HEAD + "   0: 0100007F:9C41 0100007F:1F90" + REST.formatted(11));
    Files.writeString(
        net.resolve("tcp6"),
        HEAD
            + "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:9C41"
            + REST.formatted(22));

    LoopbackConnections connections = LoopbackConnections.read(new LiveMachine(), net.toString());

    assertThat(connections.of(11))
        .contains(new LoopbackConnections.Peer(22, "port 40001 -> port 8080"));
    assertThat(connections.of(22)).map(LoopbackConnections.Peer::inode).contains(11L);
  }

  @Test
  void hasNoOtherEndOfWhatLeavesTheMachine(@TempDir Path net) throws IOException {
    Files.writeString(
        net.resolve("tcp"), HEAD + "   0: 0100000A:9C41 0200000A:1F90" + REST.formatted(11));

    assertThat(LoopbackConnections.read(new LiveMachine(), net.toString()).of(11)).isEmpty();
  }

  @Test
  void tellsUnixSockets(@TempDir Path net) throws IOException {
    Files.writeString(
        net.resolve("unix"),
        "Num       RefCount Protocol Flags    Type St Inode Path\n"
            + "00000000bc12eb32: 00000002 00000000 00010000 0001 01 7038791 /run/log.sock\n"
            + "00000000ceb0041e: 00000003 00000000 00000000 0001 03  1057\n");

    LoopbackConnections connections = LoopbackConnections.read(new LiveMachine(), net.toString());

    assertThat(connections.isUnix(7038791)).isTrue();
    assertThat(connections.isUnix(1057)).isTrue();
    assertThat(connections.isUnix(11)).isFalse();
  }
}
