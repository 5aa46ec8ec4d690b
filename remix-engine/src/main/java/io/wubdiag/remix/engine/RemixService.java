package io.wubdiag.remix.engine;

import io.wubdiag.remix.arrange.Style;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The operations of the engine, for its user interfaces. Any thread may call any method at any
 * time.
 */
public interface RemixService {
  /**
   * A directory for uploads, on the file system of the jobs' files. It is empty when the engine
   * starts.
   */
  Path uploads();

  /**
   * Whether the engine would accept a song now: so a song can be refused before it has been
   * uploaded.
   */
  EngineLoad load();

  /**
   * Accepts a song. When this returns, the job is in the database and outlives the engine.
   *
   * @param upload the song, a file in {@link #uploads()}. It is moved away, or stays there if this
   *     throws
   * @param name its name as it was sent; a directory and control characters are removed
   * @throws QueueFullException the line is full
   * @throws IOException the file can't be moved, or the database can't be written
   */
  JobStatus submit(Path upload, String name, Style style) throws QueueFullException, IOException;

  /** A job; empty if there is no such job, or no longer. */
  Optional<JobStatus> status(String id);

  /** Cancels a job that has not ended. Returns whether it was cancelled. */
  boolean cancel(String id);

  /**
   * Tells a listener the present status of a job and each change, until the job ends or the
   * subscription is closed. A slow listener misses changes in between, but never the last one.
   */
  Optional<Subscription> listen(String id, Consumer<JobStatus> listener);

  /**
   * The remix as a stream. Reading waits for bytes that are still being made. A worker's death does
   * not show in the stream: the next worker makes the same bytes.
   *
   * @param from the first byte to read
   */
  Optional<InputStream> audio(String id, long from) throws IOException;

  /** wubdiag's report on a worker that got stuck over this job, as text; empty if none did. */
  Optional<String> diagnosis(String id);

  /** A subscription; closing ends it. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
