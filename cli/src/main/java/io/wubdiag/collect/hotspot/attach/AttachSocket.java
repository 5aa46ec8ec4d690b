package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Deadline;
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
 * Speaks to a JVM that listens. One connection is one command; the answer is a line with a number,
 * 0 for success, and text up to the end of the stream ({@code attachListener.cpp} in {@code
 * src/hotspot/share/services}, {@code sun.tools.attach.HotSpotVirtualMachine}). In version 1 of the
 * protocol, which every JVM understands, the command and three arguments follow the version, each
 * ended by a zero byte. In version 2, since JDK 24, options follow the command, and the arguments'
 * number is free; the length of it all comes first.
 *
 * <p>The version matters: from JDK 24 on the thread that prints the stacks, with all others at a
 * safepoint, writes straight to the socket. Unless told not to, the JVM stands still until we have
 * read: of 1,000 threads for 186 ms instead of 33, and as long as we are stopped ourselves.
 *
 * <p>Nothing here blocks: the channel of a JVM that accepts and never answers (one that can't come
 * to a safepoint) is closed at the deadline. A full queue of connections, as behind other tools
 * that wait for it, is waited for as well.
 */
final class AttachSocket {
  /** Some hundred thousand threads. */
  static final int LIMIT = 256 << 20;

  private static final long LOOK_AT_DEADLINE_MILLIS = 50;
  private static final int FIRST_SIZE = 64 << 10;

  /** The JDK copies what is read through a buffer that it keeps for each thread. */
  private static final int MOST_AT_ONCE = 256 << 10;

  /**
   * An answer.
   *
   * @param text each character is a byte: HotSpot prints names in its modified UTF-8, whatever the
   *     locale
   * @param took from the question's last byte to the answer's last; it bounds how long the JVM
   *     stood still
   */
  record Reply(String text, Duration took) {}

  private final Path path;
  private final boolean buffered;

  /** Speaks version 1. */
  AttachSocket(Path path) {
    this(path, false);
  }

  private AttachSocket(Path path, boolean buffered) {
    this.path = path;
    this.buffered = buffered;
  }

  /** Whether there is a socket at which nobody listens, as a JVM that is killed leaves it. */
  static boolean isAbandoned(Path path) {
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
      return false; // its queue is full, or it has gone, or may not be used
    }
  }

  /** The one to use: it asks for answers that the JVM keeps until they are whole, where it can. */
  AttachSocket buffered(Deadline deadline) throws AttachFailure {
    String versions = ask(bytes("1\0getversion\0options\0\0\0"), deadline).text();
    return new AttachSocket(path, versions.startsWith("0\n2 ") && versions.contains("streaming"));
  }

  /** What the JVM answers to a diagnostic command, as {@code jcmd} would print it. */
  Reply jcmd(String command, Deadline deadline) throws AttachFailure {
    byte[] request = bytes("1\0jcmd\0" + command + "\0\0\0");
    if (buffered) {
      String content = "jcmd streaming=0\0" + command + "\0";
      request = bytes("2\0" + bytes(content).length + "\0" + content);
    }
    Reply reply = ask(request, deadline);
    return new Reply(content(reply.text()), reply.took());
  }

  /**
   * Has it load a Java agent, or call that again, and waits until its {@code agentmain} has
   * returned.
   *
   * @return what the JVM says: {@code return code: 0}, or another one (JDK: {@code
   *     src/java.instrument/share/native/libinstrument/InvocationAdapter.c})
   */
  String loadAgent(String jar, String options, Deadline deadline) throws AttachFailure {
    byte[] request = bytes("1\0load\0instrument\0false\0" + jar + "=" + options + "\0");
    return content(ask(request, deadline).text()).strip();
  }

  private Reply ask(byte[] request, Deadline deadline) throws AttachFailure {
    try (SocketChannel channel = connect(deadline);
        Selector selector = Selector.open()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      long asked = System.nanoTime();
      channel.write(ByteBuffer.wrap(request)); // far less than an empty socket's buffer holds
      String text = readAll(channel, selector, key, deadline);
      return new Reply(text, Duration.ofNanos(System.nanoTime() - asked));
    } catch (IOException e) {
      throw new AttachFailure(Outcome.FAILED, "its attach socket broke off: " + e);
    }
  }

  private SocketChannel connect(Deadline deadline) throws IOException, AttachFailure {
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
        throw new AttachFailure(
            Outcome.FAILED, "nobody listens at " + path + "; a process before it left that behind");
      } catch (SocketException e) {
        // Its message is the system's, in whatever language; EAGAIN for a full queue (connect(2)).
        if (!Files.isWritable(path)) {
          channel.close();
          throw new AttachFailure(Outcome.FAILED, "its attach socket can't be used: " + e);
        }
      }
      channel.close();
      if (deadline.hasPassed()) {
        throw new AttachFailure(
            Outcome.TIMED_OUT, "it accepted no connection in time; others wait for it, too");
      }
      pause();
    }
  }

  private static void pause() throws AttachFailure {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachFailure(Outcome.FAILED, "interrupted");
    }
  }

  private static String readAll(
      SocketChannel channel, Selector selector, SelectionKey key, Deadline deadline)
      throws IOException, AttachFailure {
    byte[] bytes = new byte[FIRST_SIZE];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        if (length >= LIMIT) {
          throw new AttachFailure(
              Outcome.FAILED, "its answer is longer than " + (LIMIT >> 20) + " MiB");
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
          throw new AttachFailure(
              Outcome.TIMED_OUT,
              length == 0
                  ? "it took the question and did not answer in time: it can't come to a safepoint,"
                      + " or is too busy to"
                  : "its answer did not end in time");
        }
        selector.select(Math.min(millis, LOOK_AT_DEADLINE_MILLIS));
        selector.selectedKeys().remove(key);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String content(String answer) throws AttachFailure {
    int end = answer.indexOf('\n');
    if (end < 0) {
      throw new AttachFailure(
          Outcome.FAILED,
          "it closed the connection without an answer; it answers its own user with its own group,"
              + " and root");
    }
    String text = answer.substring(end + 1);
    if (!answer.startsWith("0\n")) {
      throw new AttachFailure(Outcome.FAILED, "it refused: " + text.strip());
    }
    return text;
  }
}
