package io.wubdiag.remix.engine;

import io.wubdiag.remix.arrange.Style;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What the engine does for its faces. All methods may be called by any thread at any time. */
public interface RemixService {
  /**
   * A directory for files on their way in, on the file system where the jobs' files are. Empty when
   * the engine starts.
   */
  Path uploads();

  /** Whether a song sent now would be accepted: to refuse one before all of it has come. */
  EngineLoad load();

  /**
   * Accepts a song. When this returns, the job is in the database and outlives the engine.
   *
   * @param upload the song, a file in {@link #uploads()}, which is taken away from there; left
   *     where it is if this throws
   * @param name its name as it was sent; a directory and control characters are taken off
   * @throws QueueFullException as many wait as may
   * @throws IOException the file can't be moved, or the database can't be written
   */
  JobStatus submit(Path upload, String name, Style style) throws QueueFullException, IOException;

  /** A job; empty if there is no such, or no more. */
  Optional<JobStatus> status(String id);

  /** Cancels a job, if that is not too late. Returns whether it is cancelled. */
  boolean cancel(String id);

  /**
   * Tells of each change of a job, beginning with how it is now, until it is at its end or the
   * subscription is closed. A listener that is slow misses changes in between, never the last.
   */
  Optional<Subscription> listen(String id, Consumer<JobStatus> listener);

  /**
   * The remix, as a stream that ends when the remix does: reading waits for what is still being
   * made. A worker that dies meanwhile is not heard: the next one makes the same bytes.
   *
   * @param from the first byte to give
   */
  Optional<InputStream> audio(String id, long from) throws IOException;

  /** What wubdiag said when a worker got stuck over this job, as text; empty if none did. */
  Optional<String> diagnosis(String id);

  /** Ends a subscription when closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
