package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.remix.rpc.ChildProgram.Child;
import io.wubdiag.remix.rpc.ChildProgram.Tally;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls to a JVM of its own, and what becomes of them when that is treated badly. */
@Timeout(60)
class ChildProcessTest {
  @TempDir private Path directory;

  private Process process;
  private Connection connection;
  private Child child;

  @BeforeEach
  void start() throws Exception {
    Path socket = directory.resolve("socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ChildProgram.class.getName(),
                  socket.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      CompletableFuture<String> exit = process.onExit().thenApply(ChildProcessTest::how);
      exit.thenRun(() -> closeQuietly(server));
      connection =
          Connection.over(server.accept(), "worker 1 (pid " + process.pid() + ")")
              .exit(exit)
              .open();
      child = connection.proxy(Child.class);
      assertThat(child.pid()).isEqualTo(process.pid());
    }
  }

  @AfterEach
  void end() throws Exception {
    connection.close();
    process.destroyForcibly().waitFor();
  }

  private static String how(Process ended) {
    int code = ended.exitValue();
    return code == 128 + 9 ? "was killed by SIGKILL" : "exited with code " + code;
  }

  private static void closeQuietly(ServerSocketChannel server) {
    try {
      server.close();
    } catch (IOException e) {
      // It ends with the test.
    }
  }

  /** The story of 2012: the callback is the parent's, so its effect is. */
  @Test
  void hasTheEffectsOfCallbacksInTheParent() {
    List<Integer> list = new ArrayList<>();

    assertThat(child.count(100, adding(list))).isEqualTo(100);

    assertThat(list)
        .containsExactlyElementsOf(
            IntStream.range(0, 100).boxed().flatMap(i -> IntStream.of(i, i).boxed()).toList());
  }

  @Test
  void failsAllPendingCallsWhenTheChildIsKilled() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> pending = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pending.add(threads.submit(child::hang));
    }
    // Returns when one hangs: no more than one runs at a time.
    assertThatThrownBy(() -> connection.proxy(Child.class, Duration.ofMillis(200)).pid())
        .isInstanceOf(CallTimeoutException.class);

    process.destroyForcibly();

    for (Future<?> call : pending) {
      assertThatThrownBy(call::get)
          .hasRootCauseInstanceOf(PeerGoneException.class)
          .rootCause()
          .hasMessageStartingWith(
              "worker 1 (pid %d) was killed by SIGKILL; Child.hang was", process.pid());
    }
    assertThatThrownBy(child::pid)
        .hasMessageEndingWith("was killed by SIGKILL; Child.pid was not sent");
    threads.shutdown();
  }

  @Test
  void saysWithWhichCodeTheChildExited() {
    assertThatThrownBy(() -> child.exit(3))
        .isInstanceOf(PeerGoneException.class)
        .hasMessageContaining("exited with code 3");
  }

  /** The JVM prints its dump to stdout, where a protocol would have been broken by it. */
  @Test
  void isNotDisturbedByADumpOfItsThreads() throws Exception {
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      signal("QUIT");
      child.count(20, adding(list));
    }
    assertThat(list).hasSize(5 * 20 * 2);
  }

  @Test
  void givesUpOnAStoppedChildAndGoesOnWithItAfterwards() throws Exception {
    Child hasty = connection.proxy(Child.class, Duration.ofMillis(100));
    signal("STOP");
    awaitStopped();
    try {
      assertThatThrownBy(hasty::pid)
          .isInstanceOf(CallTimeoutException.class)
          .hasMessage(
              "worker 1 (pid %d) has not replied to Child.pid within 100 ms", process.pid());
    } finally {
      signal("CONT");
    }
    assertThat(child.pid()).isEqualTo(process.pid());
  }

  @Test
  void endsTheChildWithTheConnection() throws Exception {
    connection.close();
    assertThat(process.waitFor()).isZero();
  }

  /** A signal is on its way for a moment, to each of its threads. */
  private void awaitStopped() throws IOException {
    Path tasks = Path.of("/proc/" + process.pid() + "/task");
    for (String task : Objects.requireNonNull(tasks.toFile().list())) {
      Path stat = tasks.resolve(task).resolve("stat");
      while (Files.exists(stat) && !Files.readString(stat).contains(") T ")) {
        Thread.onSpinWait();
      }
    }
  }

  private void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  private static Tally adding(List<Integer> list) {
    return new Tally() {
      @Override
      public void one(int number) {
        list.add(number);
      }

      @Override
      public void another(int number) {
        list.add(number);
      }
    };
  }
}
