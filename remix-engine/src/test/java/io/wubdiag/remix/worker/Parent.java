package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program with workers, which have one song after the other remixed until some hang.
 *
 * <p>Arguments: a directory, how workers start, where they log, how many songs at most, how many
 * threads log meanwhile, how many seconds a song may take. Prints a line for each song, with the
 * pid of its worker, and {@code READY}; the last worker, and those that hang, are left alone. At
 * the end of stdin it ends like any program, without a word to its workers.
 */
final class Parent {
  private static final Logger LOG = LoggerFactory.getLogger(Parent.class);

  /** One of so many that hang will hang on the log: others do on locks of HotSpot's. */
  private static final int MOST_HUNG = 2;

  private Parent() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    ChildLogging childLogging = ChildLogging.valueOf(args[2]);
    EngineLog.start(
        LogSettings.of(directory.resolve("engine.log"))
            .withFormattingInLock(childLogging == ChildLogging.INHERITED));
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), ScriptedRemixer.class)
            .withWarmUp(Duration.ofMillis(100))
            .withChildLogging(childLogging);
    WorkerFactory workers =
        StartMethod.valueOf(args[1]) == StartMethod.FORK
            ? new ForkedWorkers(settings)
            : new SpawnedWorkers(settings);
    for (int i = 0; i < Integer.parseInt(args[4]); i++) {
      start("logger " + i, Parent::log);
    }
    Path song = Files.writeString(directory.resolve("song"), "progress\nlog 20\n");
    RemixRequest request =
        new RemixRequest(
            "job", song.toString(), "song", Style.DUBSTEP, directory.resolve("out").toString());
    int count = Integer.parseInt(args[3]);
    int hung = 0;
    for (int i = 1; i <= count; i++) {
      Worker worker = workers.start();
      boolean done = isDone(worker, request, Integer.parseInt(args[5]));
      System.out.println(worker.pid() + (done ? " done" : " hung"));
      if (!done && ++hung == MOST_HUNG) {
        break;
      }
      if (done && i < count) {
        worker.close();
        worker.exit().get(10, TimeUnit.SECONDS);
      }
    }
    System.out.println("READY");
    System.in.read();
    System.exit(0);
  }

  private static boolean isDone(Worker worker, RemixRequest request, int seconds) throws Exception {
    CompletableFuture<RemixResult> result = new CompletableFuture<>();
    start(
        "caller",
        () -> {
          try {
            result.complete(worker.remix(request, WarmUp.SILENT));
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(seconds, TimeUnit.SECONDS).bytes() > 0;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** As an engine's threads tell of the jobs of other workers, under load. */
  private static void log() {
    for (int i = 0; true; i++) {
      LOG.info("Arranging section {} of 20", i % 20);
    }
  }
}
