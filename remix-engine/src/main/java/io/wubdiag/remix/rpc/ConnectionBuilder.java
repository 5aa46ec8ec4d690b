package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link Connection} that is not open yet. */
public final class ConnectionBuilder {
  /** The longest frame unless {@link #maxFrameBytes} sets another limit. */
  private static final int MAX_FRAME_BYTES = 1 << 24;

  final SocketChannel channel;
  final String peer;
  final List<Exported> exports = new ArrayList<>();
  int maxFrameBytes = MAX_FRAME_BYTES;
  @Nullable CompletableFuture<String> exit;
  BiConsumer<String, Throwable> lostFailures =
      (method, thrown) -> {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
      };

  ConnectionBuilder(SocketChannel channel, String peer) {
    this.channel = channel;
    this.peer = peer;
  }

  /**
   * Lets the peer call the methods of an object that an interface declares.
   *
   * @throws IllegalArgumentException a method of the interface can't be called from another process
   */
  public <T> ConnectionBuilder export(Class<T> type, T object) {
    exports.add(new Exported(RemoteInterface.of(type), object));
    return this;
  }

  /**
   * Sets the future that tells how the peer's process ends. Its value follows the peer's name in an
   * error: "was killed by SIGKILL". After the end of the connection it has {@value
   * Connection#EXIT_MILLIS} ms to complete.
   */
  public ConnectionBuilder exit(CompletableFuture<String> exit) {
    this.exit = exit;
    return this;
  }

  /** Sets the greatest length of a call with all its arguments, in bytes. The default is 16 MiB. */
  public ConnectionBuilder maxFrameBytes(int bytes) {
    this.maxFrameBytes = bytes;
    return this;
  }

  /**
   * Sets the handler of exceptions that the peer's one-way calls throw here; it gets the method's
   * name, too. The default is the thread's uncaught exception handler, which prints them.
   */
  public ConnectionBuilder lostFailures(BiConsumer<String, Throwable> lostFailures) {
    this.lostFailures = lostFailures;
    return this;
  }

  /**
   * Opens the connection: from now on calls are run. If opening fails, the socket is closed. The
   * connection has two threads, named after the peer, which end with it.
   */
  public Connection open() throws IOException {
    Connection connection;
    try {
      connection = new Connection(this);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    connection.start();
    return connection;
  }
}
