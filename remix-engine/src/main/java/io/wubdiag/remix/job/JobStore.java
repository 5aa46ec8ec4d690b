package io.wubdiag.remix.job;

import io.wubdiag.remix.arrange.Style;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs in an embedded H2 database: one file, no server, no port. When a method that changes a
 * job returns, the change is synced to disk. So it survives the death of the engine and a loss of
 * power, unless the disk loses synced data. Any thread may use it.
 */
public final class JobStore implements Closeable {
  /** The version of the tables. A file with another version is refused and not changed. */
  private static final int SCHEMA = 1;

  private static final String COLUMNS =
      "number, id, name, style, state, accepted, attempts, failure, title, bytes, seconds, crashes,"
          + " kills, interruptions, finished";

  private final Database database;

  private JobStore(Database database) {
    this.database = database;
  }

  /**
   * Opens the database in a directory, or creates it.
   *
   * @param mustBeOld whether there must be one already, and a missing file is a lost one
   * @throws IOException it is damaged, of another version, in use, or the directory can't be
   *     written. Whatever is there is left as it is
   */
  public static JobStore open(Path directory, boolean mustBeOld) throws IOException {
    Path file = directory.resolve("jobs.mv.db");
    if (mustBeOld && (!Files.exists(file) || Files.size(file) == 0)) {
      throw new IOException(
          "there are jobs' directories, but the database of jobs, "
              + file
              + ", is missing or empty: restore it, or move the directories away to start anew");
    }
    JobStore store = new JobStore(Database.open(directory.resolve("jobs"), file));
    try {
      store.checkSchema(file);
    } catch (IOException e) {
      store.close();
      throw e;
    }
    return store;
  }

  private void checkSchema(Path file) throws IOException {
    int version = database.call(JobStore::makeSchema);
    if (version != SCHEMA) {
      throw new IOException(
          "the database of jobs, "
              + file
              + ", is of version "
              + version
              + ", and this engine knows version "
              + SCHEMA
              + " only: use the engine that wrote it, or move the file away to start anew");
    }
  }

  private static int makeSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INT PRIMARY KEY)");
      try (ResultSet row = statement.executeQuery("SELECT version FROM schema_version")) {
        if (row.next()) {
          return row.getInt(1);
        }
      }
      statement.execute(
          "CREATE TABLE IF NOT EXISTS job ("
              + "number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
              + " id VARCHAR(32) NOT NULL UNIQUE,"
              + " name VARCHAR(1000) NOT NULL,"
              + " style VARCHAR(100) NOT NULL,"
              + " state VARCHAR(100) NOT NULL,"
              + " accepted TIMESTAMP(9) WITH TIME ZONE NOT NULL,"
              + " attempts INT NOT NULL,"
              + " failure VARCHAR(100000),"
              + " title VARCHAR(100000),"
              + " bytes BIGINT NOT NULL,"
              + " seconds DOUBLE PRECISION NOT NULL,"
              + " crashes INT NOT NULL,"
              + " kills INT NOT NULL,"
              + " interruptions INT NOT NULL,"
              + " finished TIMESTAMP(9) WITH TIME ZONE)");
      statement.execute("INSERT INTO schema_version VALUES (" + SCHEMA + ")");
      statement.execute("CHECKPOINT SYNC");
      return SCHEMA;
    }
  }

  /** Adds a job, {@link JobState#QUEUED}. */
  public StoredJob insert(String id, String name, Style style, Instant accepted)
      throws IOException {
    Job job = new Job(id, name, style, JobState.QUEUED, accepted, 0, null, null, 0, 0);
    return database.call(connection -> insert(connection, job));
  }

  private static StoredJob insert(Connection connection, Job job) throws SQLException {
    String insert =
        "INSERT INTO job (id, name, style, state, accepted, attempts, bytes, seconds, crashes,"
            + " kills, interruptions) VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)";
    try (PreparedStatement statement =
        connection.prepareStatement(insert, Statement.RETURN_GENERATED_KEYS)) {
      statement.setString(1, job.id());
      statement.setString(2, job.name());
      statement.setString(3, job.style().name());
      statement.setString(4, job.state().name());
      statement.setObject(5, job.accepted().atOffset(ZoneOffset.UTC));
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        keys.next();
        sync(connection);
        return StoredJob.accepted(keys.getLong(1), job);
      }
    }
  }

  /** Saves a job. A deleted job stays deleted. */
  public void save(StoredJob job) throws IOException {
    database.call(connection -> save(connection, job));
  }

  private static boolean save(Connection connection, StoredJob stored) throws SQLException {
    String update =
        "UPDATE job SET state = ?, attempts = ?, failure = ?, title = ?, bytes = ?, seconds = ?,"
            + " crashes = ?, kills = ?, interruptions = ?, finished = ? WHERE id = ?";
    Job job = stored.job();
    Instant finished = stored.finished();
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, job.state().name());
      statement.setInt(2, job.attempts());
      statement.setString(3, job.failure());
      statement.setString(4, job.title());
      statement.setLong(5, job.bytes());
      statement.setDouble(6, job.seconds());
      statement.setInt(7, stored.crashes());
      statement.setInt(8, stored.kills());
      statement.setInt(9, stored.interruptions());
      statement.setObject(10, finished == null ? null : finished.atOffset(ZoneOffset.UTC));
      statement.setString(11, job.id());
      boolean found = statement.executeUpdate() == 1;
      sync(connection);
      return found;
    }
  }

  /** The job with this id, if there is one. */
  public Optional<Job> find(String id) throws IOException {
    return database.call(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT " + COLUMNS + " FROM job WHERE id = ?")) {
            statement.setString(1, id);
            return jobs(statement).stream().map(StoredJob::job).findFirst();
          }
        });
  }

  /** The jobs that have not ended, in the order in which they were accepted. */
  public List<StoredJob> unfinished() throws IOException {
    return select(" WHERE finished IS NULL ORDER BY number");
  }

  /** The ended jobs, the oldest end first. */
  public List<StoredJob> finished() throws IOException {
    return select(" WHERE finished IS NOT NULL ORDER BY finished, number");
  }

  private List<StoredJob> select(String which) throws IOException {
    return database.call(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT " + COLUMNS + " FROM job" + which)) {
            return jobs(statement);
          }
        });
  }

  /** The ids of all jobs. */
  public Set<String> ids() throws IOException {
    return database.call(
        connection -> {
          Set<String> ids = new HashSet<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT id FROM job")) {
            while (rows.next()) {
              ids.add(rows.getString(1));
            }
          }
          return ids;
        });
  }

  /** Deletes a job. */
  public void delete(String id) throws IOException {
    database.call(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("DELETE FROM job WHERE id = ?")) {
            statement.setString(1, id);
            statement.executeUpdate();
          }
          sync(connection);
          return true;
        });
  }

  private static List<StoredJob> jobs(PreparedStatement statement) throws SQLException {
    List<StoredJob> jobs = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        jobs.add(job(row));
      }
    }
    return jobs;
  }

  private static StoredJob job(ResultSet row) throws SQLException {
    Job job =
        new Job(
            row.getString("id"),
            row.getString("name"),
            Style.valueOf(row.getString("style")),
            JobState.valueOf(row.getString("state")),
            row.getObject("accepted", OffsetDateTime.class).toInstant(),
            row.getInt("attempts"),
            row.getString("failure"),
            row.getString("title"),
            row.getLong("bytes"),
            row.getDouble("seconds"));
    @Nullable OffsetDateTime finished = row.getObject("finished", OffsetDateTime.class);
    return new StoredJob(
        row.getLong("number"),
        job,
        row.getInt("crashes"),
        row.getInt("kills"),
        row.getInt("interruptions"),
        finished == null ? null : finished.toInstant());
  }

  /** Syncs the committed changes to disk: a commit alone only survives kill -9. */
  private static void sync(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
