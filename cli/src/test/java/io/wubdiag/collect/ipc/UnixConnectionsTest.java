package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.ipc.LoopbackConnections.Peer;
import org.junit.jupiter.api.Test;

class UnixConnectionsTest {
  @Test
  void findsTheOtherEnd() {
    UnixConnections connections =
        UnixConnections.of(
            """
            u_str LISTEN 0      128       /run/log.sock 10    * 0
            u_str ESTAB  0      0                     * 11    * 12
            u_str ESTAB  2048   0         /run/log.sock 12    * 11
            """);

    assertThat(connections.of(11)).contains(new Peer(12, "Unix socket 11 -> /run/log.sock"));
    assertThat(connections.of(12)).contains(new Peer(11, "/run/log.sock -> Unix socket 11"));
    assertThat(connections.of(10)).isEmpty();
  }

  @Test
  void leavesOutWhatItCannotTell() {
    UnixConnections connections =
        UnixConnections.of(
            """
            u_str ESTAB 0 0 /run/my log.sock 21 * 22
            u_str ESTAB 0 0 * 22 * 21
            u_str ESTAB 0 0 * 31 * 32
            u_dgr UNCONN 0 0 * 32 * 99999999999999999999
            nonsense
            """);

    assertThat(connections.of(22)).isEmpty();
    assertThat(connections.of(31)).isEmpty();
  }
}
