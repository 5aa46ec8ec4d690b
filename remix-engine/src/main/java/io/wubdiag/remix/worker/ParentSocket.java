package io.wubdiag.remix.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The socket at which a parent waits for its new worker. Closing it deletes its file.
 *
 * @param path its name
 * @param ours whether its directory is there for it alone
 */
record ParentSocket(ServerSocketChannel channel, Path path, boolean ours) implements AutoCloseable {
  /** The longest path of a Unix domain socket, less the zero at its end (unix(7)). */
  private static final int LONGEST_PATH = 107;

  private static final long POLL_MILLIS = 50;

  /** Makes a socket in a directory, or in a new one if the path would be too long. */
  static ParentSocket in(Path directory) throws IOException {
    Path path = directory.resolve("socket");
    boolean tooLong = path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH;
    if (tooLong) {
      path = Files.createTempDirectory("worker").resolve("socket");
    }
    ParentSocket socket =
        new ParentSocket(ServerSocketChannel.open(StandardProtocolFamily.UNIX), path, tooLong);
    try {
      socket.channel.bind(UnixDomainSocketAddress.of(path), 1);
      socket.channel.configureBlocking(false);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Waits until the worker connects.
   *
   * @throws IOException it ended, or took too long
   */
  SocketChannel accept(SpawnedWorker worker, Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_ACCEPT);
      while (true) {
        selector.select(POLL_MILLIS);
        SocketChannel accepted = channel.accept();
        if (accepted != null) {
          return accepted;
        }
        if (!worker.isRunning()) {
          throw new IOException(
              worker.name() + " " + worker.exit().join() + " before it was ready");
        }
        if (System.nanoTime() - end > 0) {
          throw new IOException(
              worker.name() + " did not connect within " + timeout.toSeconds() + " s");
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(path);
      if (ours) {
        Files.delete(path.getParent());
      }
    }
  }
}
