package io.wubdiag.remix.engine;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.job.DirectoryLock;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import io.wubdiag.remix.worker.WorkerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remix engine: keeps jobs in a database, and lets each worker remix one song at a time, in the
 * order of arrival. {@code docs/engine.md} says what the engine guarantees.
 */
public final class Engine implements RemixService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

  /**
   * How long workers may take to end after the engine has stopped, and then again after they are
   * killed.
   */
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final DirectoryLock lock;
  private final JobStore store;
  private final JobFiles files;
  private final JobQueue queue;
  private final ExecutorService listeners;
  private final ScheduledExecutorService clock;
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Opens the directory, restores the jobs that an earlier engine left there, and starts workers
   * without waiting for them.
   *
   * @throws IOException another engine uses the directory, or it can't be used
   */
  public Engine(EngineOptions options, WorkerFactory factory) throws IOException {
    this(options, factory, DirectoryLock.take(options.directory()));
  }

  /**
   * Opens the directory, on which the caller holds the lock: before anyone writes there, or deletes
   * workers' files, no other engine may be running there.
   *
   * @param lock is closed with the engine
   */
  public Engine(EngineOptions options, WorkerFactory factory, DirectoryLock lock)
      throws IOException {
    this(options, factory, lock, TreeDump::take);
  }

  Engine(EngineOptions options, WorkerFactory factory, Watchdog.Dumper dumper) throws IOException {
    this(options, factory, DirectoryLock.take(options.directory()), dumper);
  }

  private Engine(
      EngineOptions options, WorkerFactory factory, DirectoryLock lock, Watchdog.Dumper dumper)
      throws IOException {
    this.lock = lock;
    this.listeners = Executors.newCachedThreadPool(daemons("job listener"));
    this.clock = Executors.newScheduledThreadPool(2, daemons("engine clock"));
    JobStore opened = null;
    boolean ready = false;
    try {
      this.files = new JobFiles(options.directory());
      opened = JobStore.open(options.directory(), files.any());
      this.store = opened;
      this.queue = new JobQueue(options, store, files, listeners);
      new Recovery(options, store, files).run().forEach(queue::restore);
      ready = true;
    } finally {
      if (!ready) {
        clock.shutdownNow();
        listeners.shutdownNow();
        if (opened != null) {
          opened.close();
        }
        lock.close();
      }
    }
    Retention retention = new Retention(options, store, files);
    repeat(Duration.ZERO, HOUSEKEEPING, "housekeeping", () -> keepHouse(retention));
    Watchdog watchdog = new Watchdog(options, queue, files, dumper);
    repeat(watchdog.period(), watchdog.period(), "watchdog", watchdog::tick);
    for (int i = 1; i <= options.workers(); i++) {
      WorkerSlot slot = new WorkerSlot(queue, files, factory);
      Thread thread = new Thread(slot, "worker slot " + i);
      thread.setDaemon(true);
      slots.add(slot);
      threads.add(thread);
    }
    LOG.info("Starts in {}, with {} workers", options.directory(), options.workers());
    threads.forEach(Thread::start);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + " " + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void repeat(Duration delay, Duration period, String what, Task task) {
    clock.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (IOException | RuntimeException e) {
            LOG.error("The engine's {} failed, and is tried again", what, e);
          }
        },
        delay.toNanos(),
        period.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private interface Task {
    void run() throws IOException;
  }

  private void keepHouse(Retention retention) throws IOException {
    queue.saveAgain();
    retention.apply();
  }

  @Override
  public Path uploads() {
    return files.uploads();
  }

  @Override
  public EngineLoad load() {
    return queue.load();
  }

  @Override
  public JobStatus submit(Path upload, String name, Style style)
      throws QueueFullException, IOException {
    queue.reserve();
    StoredJob stored = null;
    try {
      stored = store(upload, SongName.of(name), style);
    } finally {
      if (stored == null) {
        queue.unreserve();
      }
    }
    return queue.add(stored);
  }

  /**
   * Moves the song first, then inserts the row: whenever the engine is killed, each row has its
   * song.
   */
  private StoredJob store(Path upload, String name, Style style) throws IOException {
    String id = JobFiles.newId();
    files.takeIn(upload, id);
    try {
      return store.insert(id, name, style, Instant.now());
    } catch (IOException e) {
      giveBack(id, upload, e);
      throw e;
    }
  }

  private void giveBack(String id, Path upload, IOException cause) {
    try {
      files.giveBack(id, upload);
      store.delete(id);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public Optional<JobStatus> status(String id) {
    Optional<JobStatus> live = queue.status(id);
    // If the job ends between the two lookups, the second one finds it.
    return live.isPresent() ? live : find(id).flatMap(job -> settled(id, job));
  }

  /** Looks a job up a third time, in case it was added between the first two lookups. */
  private Optional<JobStatus> settled(String id, Job job) {
    return job.state().isFinal()
        ? Optional.of(
            FinalStatus.of(
                job, AnalysisFile.read(files.analysis(id)), Files.exists(files.diagnosis(id))))
        : queue.status(id);
  }

  private Optional<Job> find(String id) {
    try {
      return store.find(id);
    } catch (IOException e) {
      LOG.error("Job {} can't be looked up", id, e);
      return Optional.empty();
    }
  }

  @Override
  public boolean cancel(String id) {
    return queue.cancel(id);
  }

  @Override
  public Optional<Subscription> listen(String id, Consumer<JobStatus> listener) {
    Optional<Subscription> live = queue.listen(id, listener);
    return live.isPresent()
        ? live
        : status(id).map(status -> new Subscribers(listeners).add(listener, status));
  }

  @Override
  public Optional<InputStream> audio(String id, long from) throws IOException {
    Optional<AudioFeed> feed = queue.feed(id);
    if (feed.isEmpty()) {
      Optional<Job> job = store.find(id);
      if (job.isPresent() && job.get().state() == JobState.DONE) {
        Path remix = files.remix(id, job.get().attempts());
        feed = Optional.of(AudioFeed.of(remix, job.get().bytes()));
      } else if (job.isPresent() && job.get().state().isFinal()) {
        throw new IOException(FinalStatus.of(job.get(), null, false).text());
      } else {
        feed = queue.feed(id);
      }
    }
    return feed.map(open -> open.open(from));
  }

  @Override
  public Optional<String> diagnosis(String id) {
    if (status(id).isEmpty()) {
      return Optional.empty();
    }
    try {
      return files.read(files.diagnosis(id));
    } catch (IOException e) {
      return Optional.of("The report can't be read: " + e.getMessage());
    }
  }

  /**
   * Stops: accepts no more songs, ends the workers, and leaves unfinished jobs to the next engine.
   * Takes ten seconds at most, or twenty if workers can't be killed.
   */
  @Override
  public void close() {
    LOG.info("Stops; waiting songs are left to the next engine");
    queue.close();
    clock.shutdownNow();
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    try {
      if (!join(CLOSE)) {
        slots.forEach(WorkerSlot::kill);
        join(CLOSE);
      }
    } catch (InterruptedException e) {
      slots.forEach(WorkerSlot::kill);
      interrupted = true;
    }
    listeners.shutdown();
    store.close();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("The engine's lock can't be closed", e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean join(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (Thread thread : threads) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left > 0) {
        thread.join(left);
      }
      if (thread.isAlive()) {
        return false;
      }
    }
    return true;
  }
}
