package io.wubdiag.remix.rpc;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pair of connected sockets: a child of {@code fork(2)} keeps one, its parent the other.
 *
 * <p>A forked child should close inherited sockets that it does not use by {@code close(2)} on the
 * file descriptor, not by {@link SocketChannel#close()}: that also shuts down the connection, which
 * the parent and the other children share.
 */
public record SocketPair(SocketChannel first, SocketChannel second) implements Closeable {
  /** Makes a pair of Unix domain sockets. It leaves no file. */
  public static SocketPair open() throws IOException {
    Path directory = Files.createTempDirectory("rpc");
    Path path = directory.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path), 1);
      SocketChannel first = SocketChannel.open(server.getLocalAddress());
      try {
        return new SocketPair(first, server.accept());
      } catch (IOException e) {
        first.close();
        throw e;
      }
    } finally {
      Files.deleteIfExists(path);
      Files.delete(directory);
    }
  }

  /** Closes both sockets. */
  @Override
  public void close() throws IOException {
    try (first) {
      second.close();
    }
  }
}
