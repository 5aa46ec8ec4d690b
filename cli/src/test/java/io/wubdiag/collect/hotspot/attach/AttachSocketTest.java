package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Attempt.Outcome;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Speaks to sockets of processes that are not JVMs. */
class AttachSocketTest {
  @TempDir Path directory;

  @Test
  void givesUpOnOneThatAcceptsAndDoesNotAnswer() throws IOException {
    try (ServerSocketChannel server = listen(5)) {
      AttachFailure failure = ask(soon());
      assertThat(failure.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(failure.reason()).contains("did not answer in time");
      // The client has hung up.
      SocketChannel connection = server.accept();
      ByteBuffer request = ByteBuffer.allocate(100);
      while (connection.read(request) >= 0) {}
      assertThat(new String(request.array(), 0, request.position(), StandardCharsets.UTF_8))
          .isEqualTo("1\0jcmd\0Thread.print\0\0\0");
    }
  }

  @Test
  void givesUpOnOneThatAcceptsNoMore() throws IOException {
    try (ServerSocketChannel server = listen(1)) {
      List<SocketChannel> others = new ArrayList<>();
      SocketChannel other = connect();
      while (other != null) {
        others.add(other);
        other = connect();
      }
      AttachFailure failure = ask(soon());
      assertThat(failure.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(failure.reason()).contains("accepted no connection");
      for (SocketChannel channel : others) {
        channel.close();
      }
      assertThat(server.isOpen()).isTrue();
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    listen(5).close();
    AttachFailure failure = ask(soon());
    assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failure.reason()).contains("nobody listens");
  }

  @Test
  void knowsASocketThatNobodyListensAt() throws IOException {
    assertThat(new LiveMachine().isAbandoned(path().toString())).isFalse();
    try (ServerSocketChannel server = listen(5)) {
      assertThat(new LiveMachine().isAbandoned(path().toString())).isFalse();
      assertThat(server.isOpen()).isTrue();
    }
    assertThat(new LiveMachine().isAbandoned(path().toString())).isTrue();
  }

  @Test
  void saysWhatItWasRefusedFor() throws Exception {
    AttachFailure failure = answerWith("1\njava.lang.IllegalArgumentException: Unknown command\n");
    assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failure.reason()).endsWith("IllegalArgumentException: Unknown command");
  }

  @Test
  void saysWhomAJvmAnswersIfItHangsUp() throws Exception {
    AttachFailure failure = answerWith("");
    assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failure.reason()).contains("without an answer");
  }

  private AttachFailure answerWith(String answer) throws Exception {
    try (ServerSocketChannel server = listen(5)) {
      Thread listener =
          new Thread(
              () -> {
                try (SocketChannel connection = server.accept()) {
                  connection.read(ByteBuffer.allocate(100));
                  connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      listener.start();
      AttachFailure failure = ask(Deadline.after(SubjectJvm.LONG));
      listener.join();
      return failure;
    }
  }

  private AttachFailure ask(Deadline deadline) {
    try {
      Machine.Reply reply =
          new AttachSocket(new LiveMachine(), path().toString()).jcmd("Thread.print", deadline);
      throw new AssertionError("answered: " + reply);
    } catch (AttachFailure e) {
      return e;
    }
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofMillis(200));
  }

  private ServerSocketChannel listen(int backlog) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path()), backlog);
    return server;
  }

  /** A connection that is not accepted; null if the backlog is full. */
  private @Nullable SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(path()));
      return channel;
    } catch (SocketException e) {
      channel.close();
      return null;
    }
  }

  private Path path() {
    return directory.resolve("socket");
  }
}
