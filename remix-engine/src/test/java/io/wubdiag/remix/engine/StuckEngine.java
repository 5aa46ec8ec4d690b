package io.wubdiag.remix.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.RemixResult;
import io.wubdiag.remix.worker.Worker;
import io.wubdiag.remix.worker.WorkerDiedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A program: an engine whose first worker gets stuck in a way that is chosen, and whose others are
 * well. Prints what became of a song, and the report.
 */
final class StuckEngine {
  private StuckEngine() {}

  /** The calls of the C library that make a worker of a copy of this process. */
  interface LibC extends Library {
    LibC CALLS = Native.load("c", LibC.class);
    int SIGKILL = 9;

    int fork();

    int kill(int pid, int signal);

    int waitpid(int pid, Pointer status, int options);
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    AtomicBoolean first = new AtomicBoolean(true);
    FakeWorkers well = new FakeWorkers((worker, request, told) -> FakeWorkers.remix(request, told));
    EngineOptions options =
        EngineOptions.in(directory)
            .withWorkers(1)
            .withWatchdog(Duration.ofMillis(500), Duration.ofSeconds(10));
    CompletableFuture<JobStatus> end = new CompletableFuture<>();
    try (Engine engine =
        new Engine(options, () -> first.getAndSet(false) ? stuck(arguments[1]) : well.start())) {
      Path song = Files.writeString(engine.uploads().resolve("song"), "abc");
      String id = engine.submit(song, "song.mp3", Style.DUBSTEP).job().id();
      engine.listen(
          id,
          status -> {
            if (status.job().state().isFinal()) {
              end.complete(status);
            }
          });
      JobStatus status = end.get();
      System.out.println(status.job().state() + " after " + status.job().attempts() + " attempts");
      System.out.println(engine.diagnosis(id).orElse("no diagnosis"));
    }
    System.exit(0);
  }

  private static Worker stuck(String how) throws IOException {
    if (how.equals("forked")) {
      return forked();
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Deadlocked.class.getName(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getInputStream().read();
    if (how.equals("stopped")) {
      LibC.CALLS.kill((int) process.pid(), 19);
    }
    return new StuckWorker(
        process.pid(), process.onExit().thenApply(ended -> "exited"), process::destroyForcibly);
  }

  /** A copy of this process, made while another thread is in a log handler. */
  private static Worker forked() {
    Logger log = Logger.getLogger("remix");
    log.setUseParentHandlers(false);
    SlowHandler handler = new SlowHandler();
    log.addHandler(handler);
    Thread busy = new Thread(() -> log.info("keeps the handler busy"), "busy logger");
    busy.setDaemon(true);
    busy.start();
    handler.awaitBusy();
    int child = LibC.CALLS.fork();
    if (child == 0) {
      log.info("never gets there");
      Runtime.getRuntime().halt(1);
    }
    CompletableFuture<String> exit = new CompletableFuture<>();
    Thread reaper =
        new Thread(
            () -> {
              LibC.CALLS.waitpid(child, Pointer.NULL, 0);
              exit.complete("was killed by SIGKILL");
            },
            "reaper");
    reaper.setDaemon(true);
    reaper.start();
    return new StuckWorker(child, exit, () -> LibC.CALLS.kill(child, LibC.SIGKILL));
  }

  /** A handler that takes for ever over a record, and has a lock meanwhile. */
  private static final class SlowHandler extends Handler {
    private final CountDownLatch busy = new CountDownLatch(1);

    @Override
    public synchronized void publish(LogRecord record) {
      busy.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitBusy() {
      try {
        busy.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** A program that is ready, and then hangs: in a deadlock, or because it is stopped. */
  static final class Deadlocked {
    private Deadlocked() {}

    public static void main(String[] arguments) throws InterruptedException {
      Object decoder = new StringBuilder("decoder");
      Object mixer = new StringBuilder("mixer");
      CountDownLatch both = new CountDownLatch(2);
      if (arguments[0].equals("deadlocked")) {
        start("decoder", both, decoder, mixer);
        start("mixer", both, mixer, decoder);
        both.await();
      }
      System.out.println("READY");
      System.out.flush();
      Thread.currentThread().join();
    }

    private static void start(String name, CountDownLatch both, Object one, Object other) {
      new Thread(
              () -> {
                synchronized (one) {
                  both.countDown();
                  awaitQuietly(both);
                  synchronized (other) {
                    throw new IllegalStateException("there was no deadlock");
                  }
                }
              },
              name)
          .start();
    }

    private static void awaitQuietly(CountDownLatch both) {
      try {
        both.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private record StuckWorker(long pid, CompletableFuture<String> exit, Runnable killer)
      implements Worker {
    @Override
    public int number() {
      return 1;
    }

    @Override
    public boolean isAlive() {
      return !exit.isDone();
    }

    @Override
    public boolean isReusable() {
      return false;
    }

    @Override
    public RemixResult remix(RemixRequest request, RemixListener listener)
        throws WorkerDiedException, InterruptedException {
      try {
        throw new WorkerDiedException(exit.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void kill() {
      killer.run();
    }

    @Override
    public void close() {
      killer.run();
    }
  }
}
