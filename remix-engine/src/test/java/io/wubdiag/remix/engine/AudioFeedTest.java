package io.wubdiag.remix.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AudioFeedTest {
  @TempDir Path directory;
  private final AudioFeed feed = new AudioFeed();

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static CompletableFuture<byte[]> readAll(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return in.readAllBytes();
          } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  @Test
  void givesNoMoreThanIsAudible() throws Exception {
    feed.extend(file("1", "abcdef"), 3);
    try (InputStream in = feed.open(1)) {
      assertThat(in.available()).isEqualTo(2);
      assertThat(in.readNBytes(2)).isEqualTo("bc".getBytes(UTF_8));
      assertThat(in.available()).isZero();
      feed.complete(directory.resolve("1"), 6);
      assertThat(in.readAllBytes()).isEqualTo("def".getBytes(UTF_8));
    }
  }

  @Test
  void goesOnInFileOfNextAttempt() throws Exception {
    byte[] song = new byte[300_000];
    new Random(1).nextBytes(song);
    Path first = Files.write(directory.resolve("1"), song);
    Path second = Files.write(directory.resolve("2"), song);
    feed.extend(first, 200_000);
    try (InputStream in = feed.open(0)) {
      byte[] start = in.readNBytes(150_000);
      feed.extend(second, 100_000);
      assertThat(feed.bytes()).isEqualTo(200_000);
      feed.extend(second, 200_001);
      Files.delete(first);
      CompletableFuture<byte[]> rest = readAll(in);
      feed.complete(second, song.length);
      assertThat(start).isEqualTo(Arrays.copyOf(song, 150_000));
      assertThat(rest.join()).isEqualTo(Arrays.copyOfRange(song, 150_000, 300_000));
    }
  }

  @Test
  void doesNotJoinHalvesThatDoNotFit() throws Exception {
    feed.extend(file("1", "abc"), 3);
    try (InputStream early = feed.open(0)) {
      assertThat(early.readNBytes(2)).isEqualTo("ab".getBytes(UTF_8));
      feed.extend(file("2", "abXdef"), 6);
      assertThatThrownBy(early::readAllBytes).hasMessageContaining("start again");
    }
    feed.complete(directory.resolve("2"), 6);
    try (InputStream late = feed.open(0)) {
      assertThat(late.readAllBytes()).isEqualTo("abXdef".getBytes(UTF_8));
    }
  }

  @Test
  void endsWhenJobFails() throws Exception {
    feed.extend(file("1", "abc"), 3);
    try (InputStream in = feed.open(0)) {
      CompletableFuture<byte[]> all = readAll(in);
      feed.fail("That song didn't work.");
      assertThatThrownBy(all::join).hasMessageContaining("That song didn't work.");
    }
  }

  @Test
  void endsWhenClosedByAnotherThread() throws Exception {
    InputStream in = feed.open(0);
    CompletableFuture<byte[]> all = readAll(in);
    in.close();
    assertThatThrownBy(all::join).hasMessageContaining("closed");
  }

  @Test
  void endsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> feed.open(0).read()).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void saysThatRemixIsNoLongerKept() {
    InputStream in = AudioFeed.of(directory.resolve("gone"), 5).open(0);
    assertThatThrownBy(in::read).hasMessage("the remix is no longer kept");
  }
}
