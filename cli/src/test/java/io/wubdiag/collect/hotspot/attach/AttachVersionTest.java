package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks for a buffered answer if the JVM can give one: then the JVM does not wait for us. */
class AttachVersionTest {
  @TempDir Path directory;

  @Test
  void asksANewJvmNotToStream() throws Exception {
    List<String> requests = requestsTo("0\n2 streaming\n", "0\nthe stacks\n");

    assertThat(requests)
        .containsExactly(
            "1\0getversion\0options\0\0\0", "2\00030\0jcmd streaming=0\0Thread.print\0");
  }

  @Test
  void asksAJvmThatCannotStreamInVersion1() throws Exception {
    List<String> requests = requestsTo("0\n2 \n", "0\nthe stacks\n");

    assertThat(requests).last().isEqualTo("1\0jcmd\0Thread.print\0\0\0");
  }

  @Test
  void asksAnOldJvmInVersion1() throws Exception {
    List<String> requests =
        requestsTo("1\nOperation getversion not recognized!", "0\nthe stacks\n");

    assertThat(requests).last().isEqualTo("1\0jcmd\0Thread.print\0\0\0");
  }

  @ParameterizedTest
  @MethodSource("io.wubdiag.collect.hotspot.attach.SubjectJvm#jdks")
  void isUnderstoodByARealJvm(Path jdk) throws Exception {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "waits")) {
      Deadline deadline = Deadline.after(SubjectJvm.LONG);
      String socket =
          new AttachHandshake(new LiveMachine(), jvm.facts(), OwnUser.uid(new LiveMachine()))
              .socket(false, deadline);

      String answer =
          new AttachSocket(new LiveMachine(), socket)
              .buffered(deadline)
              .jcmd("VM.version", deadline)
              .text();

      assertThat(answer).contains("JDK ");
    }
  }

  /** Gives these answers, and returns the requests. */
  private List<String> requestsTo(String... answers) throws Exception {
    Path path = directory.resolve("socket");
    CompletableFuture<List<String>> requests = new CompletableFuture<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread listener =
          new Thread(
              () -> {
                try {
                  requests.complete(serve(server, answers));
                } catch (IOException e) {
                  requests.completeExceptionally(e);
                }
              });
      listener.start();
      Deadline deadline = Deadline.after(SubjectJvm.LONG);
      String text =
          new AttachSocket(new LiveMachine(), path.toString())
              .buffered(deadline)
              .jcmd("Thread.print", deadline)
              .text();
      assertThat(text).isEqualTo("the stacks\n");
      return requests.get();
    }
  }

  private static List<String> serve(ServerSocketChannel server, String... answers)
      throws IOException {
    List<String> requests = new ArrayList<>();
    for (String answer : answers) {
      try (SocketChannel connection = server.accept()) {
        ByteBuffer request = ByteBuffer.allocate(100);
        connection.read(request);
        requests.add(new String(request.array(), 0, request.position(), StandardCharsets.UTF_8));
        connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return requests;
  }
}
