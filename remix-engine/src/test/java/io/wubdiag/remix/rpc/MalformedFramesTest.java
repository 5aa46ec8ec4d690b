package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MalformedFramesTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  interface Adder {
    int add(int a, int b);
  }

  @Test
  void cutsFramesWhereverTheirBytesAreSplit() throws Exception {
    List<byte[]> frames = new ArrayList<>();
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    for (int i = 0; i < 200; i++) {
      byte[] body = new byte[1 + random.nextInt(i % 10 == 0 ? 5000 : 20)];
      random.nextBytes(body);
      frames.add(body);
      all.putInt(body.length).put(body);
    }
    all.flip();

    FrameReader reader = new FrameReader(5000);
    List<byte[]> read = new ArrayList<>();
    while (all.hasRemaining()) {
      ByteBuffer piece = all.slice();
      piece.limit(Math.min(piece.limit(), 1 + random.nextInt(3000)));
      byte[] frame;
      while ((frame = reader.next(piece)) != null) {
        read.add(frame);
      }
      all.position(all.position() + piece.position());
    }

    assertThat(read.toArray(byte[][]::new))
        .as("seed %d", seed)
        .isDeepEqualTo(frames.toArray(byte[][]::new));
    assertThat(reader.isInFrame()).isFalse();
  }

  @Test
  void readsNothingFromRandomBytes() {
    for (int i = 0; i < 100_000; i++) {
      byte[] frame = new byte[random.nextInt(60)];
      random.nextBytes(frame);
      if (frame.length > 0 && i % 2 == 0) {
        frame[0] = (byte) (1 + random.nextInt(5));
      }
      try {
        Message.read(frame);
      } catch (MalformedFrameException e) {
        assertThat(e).as("seed %d", seed).hasMessageStartingWith("a frame ");
      }
    }
  }

  @Test
  void disconnectsWhoeverSendsAFrameThatIsTooLong() throws Exception {
    assertThat(reasonAfter(ByteBuffer.allocate(4).putInt(0, 1_000_000)))
        .isEqualTo(
            "was disconnected here because it sent a frame of 1000000 bytes instead of 1 to 1000");
    assertThat(reasonAfter(ByteBuffer.allocate(4).putInt(0, -1)))
        .isEqualTo(
            "was disconnected here because it sent a frame of -1 bytes instead of 1 to 1000");
  }

  @Test
  void disconnectsWhoeverSendsAnUnknownFrame() throws Exception {
    assertThat(reasonAfter(ByteBuffer.allocate(5).putInt(0, 1).put(4, (byte) 77)))
        .isEqualTo("was disconnected here because it sent a frame of unknown kind 77");
  }

  @Test
  void saysThatALastFrameWasCutOff() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (Connection connection = open(sockets.first())) {
      sockets.second().write(ByteBuffer.allocate(50).putInt(0, 100));
      sockets.second().close();

      assertThat(connection.closed().get())
          .isEqualTo("was disconnected here because it sent only a part of its last frame");
    }
  }

  /** The other side is told, so that its errors say why. */
  @Test
  void tellsThePeerWhy() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel peer = sockets.second();
        Connection connection = open(sockets.first())) {
      peer.write(ByteBuffer.allocate(5).putInt(0, 1).put(4, (byte) 77));
      connection.closed().get();

      ByteBuffer answer = ByteBuffer.allocate(1000);
      while (peer.read(answer) >= 0) {}
      assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
          .endsWith("because it got a frame of unknown kind 77");
    }
  }

  @Test
  void survivesRandomBytes() throws Exception {
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      SocketPair sockets = SocketPair.open();
      try (Connection connection = open(sockets.first())) {
        write(sockets.second(), bytes);
        sockets.second().close();
        assertThat(connection.closed().get(10, TimeUnit.SECONDS)).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  /** Bytes changed in what a real peer sends: the next call works, or fails with a reason. */
  @Test
  void survivesAFlippedByte() throws Exception {
    byte[] call = call();
    for (int i = 0; i < 300; i++) {
      byte[] bytes = call.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      SocketPair sockets = SocketPair.open();
      try (Connection connection = open(sockets.first())) {
        write(sockets.second(), bytes);
        sockets.second().close();
        assertThat(connection.closed().get(10, TimeUnit.SECONDS))
            .as("seed %d", seed)
            .containsPattern(Pattern.compile("closed the connection|was disconnected here"));
      }
    }
  }

  private static byte[] call() throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel peer = sockets.second();
        Connection connection = open(sockets.first())) {
      Thread caller = new Thread(() -> connection.proxy(Adder.class).add(1, 2));
      caller.setUncaughtExceptionHandler((thread, e) -> {});
      caller.start();
      ByteBuffer bytes = ByteBuffer.allocate(1000);
      do {
        peer.read(bytes);
      } while (bytes.position() < 4 || bytes.position() < 4 + bytes.getInt(0));
      byte[] call = new byte[bytes.position()];
      bytes.get(0, call);
      return call;
    }
  }

  private static String reasonAfter(ByteBuffer bytes) throws Exception {
    SocketPair sockets = SocketPair.open();
    try (SocketChannel peer = sockets.second();
        Connection connection = open(sockets.first())) {
      peer.write(bytes);
      return connection.closed().get();
    }
  }

  private static Connection open(SocketChannel channel) throws IOException {
    return Connection.over(channel, "the stranger")
        .maxFrameBytes(1000)
        .export(Adder.class, Integer::sum)
        .lostFailures((method, e) -> {})
        .open();
  }

  private static void write(SocketChannel channel, byte[] bytes) {
    try {
      channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      // It was disconnected amid that.
    }
  }
}
