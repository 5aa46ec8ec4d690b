package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ProcFile;
import io.wubdiag.collect.machine.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The TCP connections within this network namespace. It maps each socket to the one at the other
 * end, by their addresses ({@code /proc/net/tcp} and {@code tcp6}, proc_net(5),
 * net/ipv4/tcp_ipv4.c). Sockets of other network namespaces (containers) are not in it. Unix
 * sockets are only recognised; {@code /proc} does not show their peers.
 */
public final class LoopbackConnections {
  private static final int LIMIT = 32 << 20;

  private final Map<Long, Peer> peers = new HashMap<>();
  private final Set<Long> unix = new HashSet<>();

  private LoopbackConnections() {}

  /**
   * The other end of a socket.
   *
   * @param inode the inode of the peer socket
   * @param name the socket's address and that of the other end
   */
  public record Peer(long inode, String name) {}

  private record Row(String local, String remote, long inode) {}

  public static LoopbackConnections read(Machine machine) {
    return read(machine, "/proc/net");
  }

  static LoopbackConnections read(Machine machine, String directory) {
    LoopbackConnections connections = new LoopbackConnections();
    Map<String, Row> byAddresses = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    ProcFile file = new ProcFile(machine);
    for (String table : List.of("/tcp", "/tcp6")) {
      if (file.loadAll(directory + table, LIMIT)) {
        while (file.nextLine()) {
          file.skipWords(1);
          String local = file.word();
          String remote = file.word();
          file.skipWords(6);
          Row row = new Row(shortened(local), shortened(remote), file.number());
          rows.add(row);
          byAddresses.put(row.local() + " " + row.remote(), row);
        }
      }
    }
    for (Row row : rows) {
      Row other = byAddresses.get(row.remote() + " " + row.local());
      if (other != null && row.inode() != 0 && other.inode() != 0) {
        String name = port(row.local()) + " -> " + port(row.remote());
        connections.peers.put(row.inode(), new Peer(other.inode(), name));
      }
    }
    if (file.loadAll(directory + "/unix", LIMIT)) {
      while (file.nextLine()) {
        file.skipWords(6);
        connections.unix.add(file.number());
      }
    }
    return connections;
  }

  /** Whether the socket with this inode is a Unix socket ({@code /proc/net/unix}). */
  public boolean isUnix(long inode) {
    return unix.contains(inode);
  }

  /** The other end of the socket with this inode; empty if it is not on this machine. */
  public Optional<Peer> of(long inode) {
    return Optional.ofNullable(peers.get(inode));
  }

  /** An address in IPv4 form if it is mapped into IPv6: the last of four words. */
  private static String shortened(String address) {
    return address.startsWith("0000000000000000FFFF0000") ? address.substring(24) : address;
  }

  private static String port(String address) {
    int colon = address.indexOf(':');
    return "port " + Integer.parseInt(address, colon + 1, address.length(), 16);
  }
}
