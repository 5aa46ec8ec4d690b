package io.wubdiag.remix.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.remix.arrange.Style;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-22T20:15:30.123456789Z");

  @TempDir Path directory;

  @Test
  void givesBackWhatItWasGiven() throws Exception {
    StoredJob queued;
    StoredJob done;
    try (JobStore store = JobStore.open(directory, false)) {
      queued = store.insert("a", "über.mp3", Style.DUBSTEP, NOW);
      StoredJob other = store.insert("b", "b.mp3", Style.ELECTRO_HOUSE, NOW);
      done = other.started().killed().started().done("B (Wub Machine Remix)", 42, 1.5, NOW);
      store.save(done);
    }
    try (JobStore store = JobStore.open(directory, true)) {
      assertThat(store.unfinished()).containsExactly(queued);
      assertThat(store.finished()).containsExactly(done);
      assertThat(store.find("b")).contains(done.job());
      assertThat(store.find("c")).isEmpty();
      assertThat(store.ids()).containsExactlyInAnyOrder("a", "b");
      store.delete("a");
      store.save(queued.started());
      assertThat(store.ids()).containsExactly("b");
      assertThat(store.insert("c", "c", Style.DUBSTEP, NOW).number()).isGreaterThan(done.number());
    }
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("jobs.mv.db"));
    }
  }

  @Test
  void isNotDisturbedByInterrupts() throws Exception {
    try (JobStore store = JobStore.open(directory, false)) {
      Thread.currentThread().interrupt();
      store.insert("a", "a", Style.DUBSTEP, NOW);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.ids()).containsExactly("a");
    }
  }

  @Test
  void leavesDamagedFileAlone() throws Exception {
    Path file = directory.resolve("jobs.mv.db");
    Files.writeString(file, "this is no database".repeat(1000));
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> JobStore.open(directory, false))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the database of jobs, " + file + ", can't be used: ")
        .hasMessageContaining("move it away to start anew");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void leavesTruncatedFileAlone() throws Exception {
    Path file = directory.resolve("jobs.mv.db");
    try (JobStore store = JobStore.open(directory, false)) {
      store.insert("a", "a", Style.DUBSTEP, NOW);
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(5000);
    }
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> JobStore.open(directory, true)).isInstanceOf(IOException.class);
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void doesNotTakeLostFileForNewOne() throws Exception {
    assertThatThrownBy(() -> JobStore.open(directory, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is missing or empty: restore it");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesOtherVersion() throws Exception {
    JobStore.open(directory, false).close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("jobs"), "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE schema_version SET version = 7");
    }
    assertThatThrownBy(() -> JobStore.open(directory, true))
        .hasMessageContaining("is of version 7, and this engine knows version 1 only");
    assertThatThrownBy(() -> JobStore.open(directory, true)).hasMessageContaining("version 7");
  }

  @Test
  void comesBackAfterFailure() throws Exception {
    Database database = Database.open(directory.resolve("jobs"), directory.resolve("jobs.mv.db"));
    try (database) {
      assertThatThrownBy(
              () ->
                  database.call(
                      connection -> {
                        try (Statement shutdown = connection.createStatement()) {
                          shutdown.execute("SHUTDOWN IMMEDIATELY");
                          return shutdown.execute("SELECT 1");
                        }
                      }))
          .isInstanceOf(IOException.class);
      assertThat(database.call(Connection::getAutoCommit)).isTrue();
    }
    assertThatThrownBy(() -> database.call(connection -> 1)).hasMessageContaining("is closed");
  }

  @Test
  void allowsOnlyWaysThatLeadOn() {
    Job job = new Job("a", "a", Style.DUBSTEP, JobState.QUEUED, NOW, 0, null, null, 0, 0);
    StoredJob queued = StoredJob.accepted(1, job);
    StoredJob running = queued.started();
    List<StoredJob> ends =
        List.of(running.done("t", 1, 1, NOW), running.failed("f", NOW), queued.cancelled(NOW));
    assertThat(running.job().attempts()).isEqualTo(1);
    assertThat(running.released()).isEqualTo(new StoredJob(1, attempted(job), 0, 0, 0, null));
    assertThat(running.crashed()).isEqualTo(new StoredJob(1, attempted(job), 1, 0, 0, null));
    assertThat(running.killed()).isEqualTo(new StoredJob(1, attempted(job), 0, 1, 0, null));
    assertThat(running.interrupted()).isEqualTo(new StoredJob(1, attempted(job), 0, 0, 1, null));
    assertThatThrownBy(running::started).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queued::released).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(queued::crashed).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queued.done("t", 1, 1, NOW)).isInstanceOf(IllegalStateException.class);
    for (StoredJob end : ends) {
      assertThat(end.job().state().isFinal()).isTrue();
      assertThat(end.finished()).isEqualTo(NOW);
      assertThatThrownBy(end::started).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(end::crashed).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> end.failed("f", NOW)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> end.cancelled(NOW)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static Job attempted(Job job) {
    return new Job(
        job.id(), job.name(), job.style(), JobState.QUEUED, job.accepted(), 1, null, null, 0, 0);
  }
}
