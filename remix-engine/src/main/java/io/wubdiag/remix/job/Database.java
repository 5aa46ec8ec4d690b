package io.wubdiag.remix.job;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * An H2 database with its own thread. H2 keeps its file in a {@code FileChannel}. If a thread that
 * uses it is interrupted, the channel closes, and with it the whole database. The threads of a web
 * server are interrupted at any time, so only this one thread uses the file.
 */
final class Database implements Closeable {
  /**
   * The time limit for closing. It writes the rest and compacts the file, for which H2 takes 0.2
   * seconds at most.
   */
  private static final long CLOSE_SECONDS = 10;

  private final JdbcDataSource source;
  private final Path file;
  private final ExecutorService thread;

  /** The connection. Only the thread uses it. Null after a failure, until it is opened again. */
  private @Nullable Connection connection;

  private Database(JdbcDataSource source, Path file) {
    this.source = source;
    this.file = file;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "job database");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * @param base path of the file without the ending {@code .mv.db}
   * @param file the file
   */
  static Database open(Path base, Path file) throws IOException {
    String path = base.toAbsolutePath().toString();
    if (path.contains(";")) {
      throw new IOException(
          "the path of a database can't have a semicolon in it: " + path + ": use another one");
    }
    JdbcDataSource source = new JdbcDataSource();
    // No shutdown hook and no trace file; a commit is written at once.
    source.setURL(
        "jdbc:h2:file:" + path + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;WRITE_DELAY=0");
    source.setUser("sa");
    source.setPassword("");
    Database database = new Database(source, file);
    try {
      database.call(connection -> true);
    } catch (IOException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /** A query, which may run twice. */
  interface Query<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs a query and waits for its result, also if the caller is interrupted. */
  <T> T call(Query<T> query) throws IOException {
    Future<T> answer;
    try {
      answer = thread.submit(() -> run(query));
    } catch (RejectedExecutionException e) {
      throw new IOException("the database of jobs is closed: the engine has ended", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e.getCause() == null ? e : e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs a query. Opens the database again if a full disk has closed it. */
  private <T> T run(Query<T> query) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = source.getConnection();
      connection = open;
    }
    boolean well = false;
    try {
      T answer = query.run(open);
      well = true;
      return answer;
    } finally {
      if (!well) {
        disconnect();
      }
    }
  }

  private IOException failure(Throwable cause) {
    String what = cause instanceof SQLException ? firstLine(cause) : cause.toString();
    return new IOException(
        "the database of jobs, "
            + file
            + ", can't be used: "
            + what
            + ". It was not changed: if it is damaged, restore it, or move it away to start anew",
        cause);
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.lines().findFirst().orElse("");
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // Nothing more can be closed.
      }
    }
  }

  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(this::disconnect);
    thread.shutdown();
    boolean interrupted = false;
    try {
      thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
