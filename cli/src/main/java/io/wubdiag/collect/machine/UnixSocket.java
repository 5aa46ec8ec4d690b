package io.wubdiag.collect.machine;

import io.wubdiag.collect.machine.Machine.Reply;
import io.wubdiag.model.Attempt.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * A Unix socket that exchanges a request for an answer.
 *
 * <p>No call blocks past the deadline: a process may accept and never answer, so its channel is
 * closed then. A full backlog, as behind other tools that wait for the process, is waited for too.
 */
final class UnixSocket {
  private static final long LOOK_AT_DEADLINE_MILLIS = 50;
  private static final int FIRST_SIZE = 64 << 10;

  /**
   * The most bytes of one read. The JDK copies reads through a buffer that it keeps for each
   * thread.
   */
  private static final int MOST_AT_ONCE = 256 << 10;

  private final Path path;

  /**
   * Initialises the JDK's classes for Unix sockets in a thread of its own. They need a secure
   * random number first, for which the JDK loads its security providers: 15 ms in a JVM that has
   * just started, which the first exchange would otherwise wait for.
   */
  static void prepare() {
    Thread thread = new Thread(UnixSocket::initialise, "preparing sockets");
    thread.setDaemon(true);
    thread.start();
  }

  private static void initialise() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
    } catch (IOException e) {
      // The first exchange will report it.
    }
  }

  UnixSocket(Path path) {
    this.path = path;
  }

  /** Whether a socket exists here without a listener, as a killed JVM leaves it. */
  boolean isAbandoned() {
    if (!Files.exists(path)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(path));
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // the backlog is full, or the socket has gone or may not be used
    }
  }

  Reply exchange(byte[] request, int limit, Deadline deadline) throws ExchangeException {
    try (SocketChannel channel = connect(deadline);
        Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      long asked = System.nanoTime();
      channel.write(ByteBuffer.wrap(request)); // far less than an empty socket's buffer holds
      String text = readAll(channel, selector, key, limit, deadline);
      return new Reply(text, Duration.ofNanos(System.nanoTime() - asked));
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Outcome.FAILED, "its attach socket broke off: " + e);
    }
  }

  private SocketChannel connect(Deadline deadline) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        if (channel.connect(address)) {
          return channel;
        }
      } catch (ConnectException e) {
        channel.close();
        throw new ExchangeException(
            Outcome.FAILED, "nobody listens at " + path + "; an earlier process left it there");
      } catch (SocketException e) {
        // The message is the system's, in any language; EAGAIN means a full backlog (connect(2)).
        if (!Files.isWritable(path)) {
          channel.close();
          throw new ExchangeException(Outcome.FAILED, "its attach socket can't be used: " + e);
        }
      }
      channel.close();
      if (deadline.hasPassed()) {
        throw new ExchangeException(
            Outcome.TIMED_OUT, "it accepted no connection in time; others wait for it, too");
      }
      pause();
    }
  }

  private static void pause() throws ExchangeException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExchangeException(Outcome.FAILED, "interrupted");
    }
  }

  private static String readAll(
      SocketChannel channel, Selector selector, SelectionKey key, int limit, Deadline deadline)
      throws IOException {
    byte[] bytes = new byte[FIRST_SIZE];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        if (length >= limit) {
          throw new ExchangeException(
              Outcome.FAILED, "its answer is longer than " + (limit >> 20) + " MiB");
        }
        bytes = Arrays.copyOf(bytes, length * 2);
      }
      int most = Math.min(bytes.length - length, MOST_AT_ONCE);
      int read = channel.read(ByteBuffer.wrap(bytes, length, most));
      if (read < 0) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
      }
      length += read;
      if (read == 0) {
        long millis = deadline.remaining().toMillis();
        if (millis == 0) {
          throw new ExchangeException(
              Outcome.TIMED_OUT,
              length == 0
                  ? "it took the request and did not answer in time: it can't reach a safepoint,"
                      + " or is too busy"
                  : "its answer did not end in time");
        }
        selector.select(Math.min(millis, LOOK_AT_DEADLINE_MILLIS));
        selector.selectedKeys().remove(key);
      }
    }
  }
}
