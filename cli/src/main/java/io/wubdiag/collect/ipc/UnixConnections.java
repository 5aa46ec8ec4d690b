package io.wubdiag.collect.ipc;

import io.wubdiag.collect.ipc.LoopbackConnections.Peer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HelperRun;
import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connections between Unix sockets of this network namespace. It maps each socket to its peer.
 * No file under {@code /proc} shows peers. The kernel tells them by netlink ({@code
 * UDIAG_SHOW_PEER}, sock_diag(7)), which {@code ss} of iproute2 asks. That is a process of some
 * milliseconds, started only if a thread waits at a Unix socket.
 */
final class UnixConnections {
  private static final List<String> COMMAND = List.of("ss", "-xanH");
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Map<Long, Peer> peers = new HashMap<>();
  private String unknown = "";

  private UnixConnections() {}

  static UnixConnections read(Machine machine, Deadline deadline) {
    try {
      HelperRun run = machine.run(COMMAND, deadline.within(LIMIT));
      UnixConnections connections = of(run.output());
      if (connections.peers.isEmpty()) {
        connections.unknown = "ss did not report the other ends of Unix sockets";
      }
      return connections;
    } catch (IOException e) {
      UnixConnections none = new UnixConnections();
      none.unknown = "it is a Unix socket; ss, which reports the other end, is not installed";
      return none;
    }
  }

  /**
   * Parses the output of {@code ss}, line by line: type, state, two queues, path and inode, path
   * and inode of the peer. A line with a blank in a path is left out.
   */
  static UnixConnections of(String output) {
    UnixConnections connections = new UnixConnections();
    Map<Long, String> paths = new HashMap<>();
    Map<Long, Long> others = new HashMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 8 && isInode(words[5]) && isInode(words[7])) {
        long inode = Long.parseLong(words[5]);
        paths.put(inode, words[4]);
        others.put(inode, Long.parseLong(words[7]));
      }
    }
    others.forEach(
        (inode, other) -> {
          if (others.getOrDefault(other, 0L).equals(inode)) {
            String name = name(inode, paths) + " -> " + name(other, paths);
            connections.peers.put(inode, new Peer(other, name));
          }
        });
    return connections;
  }

  /** The peer of the socket with this inode; empty if none is known. */
  Optional<Peer> of(long inode) {
    return Optional.ofNullable(peers.get(inode));
  }

  /** Why no peers are known, empty if they are. */
  String unknown() {
    return unknown;
  }

  private static boolean isInode(String word) {
    return word.length() < 19 && word.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private static String name(long inode, Map<Long, String> paths) {
    String path = paths.getOrDefault(inode, "*");
    return path.equals("*") ? "Unix socket " + inode : path;
  }
}
