package io.wubdiag.remix.cli;

import io.wubdiag.cli.CommandException;
import io.wubdiag.cli.TimeoutConverter;
import io.wubdiag.remix.arrange.StreamingRemixer;
import io.wubdiag.remix.engine.Engine;
import io.wubdiag.remix.engine.EngineOptions;
import io.wubdiag.remix.job.DirectoryLock;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.web.WebOptions;
import io.wubdiag.remix.web.WebServer;
import io.wubdiag.remix.worker.ChildLogging;
import io.wubdiag.remix.worker.StartMethod;
import io.wubdiag.remix.worker.WorkerFactory;
import io.wubdiag.remix.worker.WorkerSettings;
import io.wubdiag.remix.worker.Workers;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remix serve}: runs the engine and its web page until it is told to end. */
@Command(
    name = "serve",
    description = "Serves a web page that remixes the songs that users drop there.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    footer = {"", "Ends on SIGTERM or Ctrl-C. The next start remixes the songs that still wait."})
final class ServeCommand implements Callable<Integer> {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8140",
      description = "The port to listen on; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--name",
      paramLabel = "HOST",
      description = "A further host name by which a proxy asks for the page.")
  private Set<String> names = Set.of();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "The directory for songs, remixes, the database and the log (default: ${DEFAULT-VALUE}).")
  private Path directory = UserDirectories.data();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many songs to remix at the same time (default: one for each processor).")
  private @Nullable Integer workers;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "How many songs may wait (default: four for each processor).")
  private @Nullable Integer queue;

  @Option(
      names = "--max-upload",
      paramLabel = "MB",
      defaultValue = "100",
      description = "The greatest size of a song's file (default: ${DEFAULT-VALUE}).")
  private int maxUploadMegabytes;

  @Option(
      names = "--start-method",
      paramLabel = "METHOD",
      defaultValue = "spawn",
      description =
          "How to start workers: spawn, or fork, which hangs (default: ${DEFAULT-VALUE}).")
  private StartMethod startMethod;

  @Option(
      names = "--child-logging",
      paramLabel = "WHERE",
      defaultValue = "forwarded",
      description =
          "Where workers log: forwarded to this process, or, with fork, inherited, which hangs"
              + " (default: ${DEFAULT-VALUE}).")
  private ChildLogging childLogging;

  @Option(
      names = "--stall-after",
      paramLabel = "TIME",
      converter = TimeoutConverter.class,
      defaultValue = "20s",
      description =
          "A worker that is silent for this long is dumped, killed and replaced (default:"
              + " ${DEFAULT-VALUE}).")
  private Duration stallAfter;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "error, warn, info, debug or trace (default: ${DEFAULT-VALUE}).")
  private Level logLevel;

  @Option(names = "--debug", description = "Show the stack traces of bugs in the engine.")
  private boolean debug;

  @Override
  public Integer call() throws InterruptedException {
    EngineOptions options = options();
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended), "end"));
    // Take the lock first: another engine may be using the directory, its log and its workers'
    // files.
    try (DirectoryLock lock = DirectoryLock.take(directory);
        EngineLog log =
            EngineLog.start(
                LogSettings.of(directory.resolve("log/remix.log"))
                    .withLevel(logLevel)
                    .withFormattingInLock(childLogging == ChildLogging.INHERITED));
        Engine engine = new Engine(options, factory(), lock);
        WebServer web = WebServer.start(webOptions(), engine)) {
      spec.commandLine().getOut().println("http://" + urlHost() + ":" + web.port() + "/");
      asked.await();
    } catch (FileSystemException e) {
      throw new CommandException(ExitCode.NOT_THERE, unusable(e));
    } catch (IOException e) {
      throw new CommandException(ExitCode.NOT_THERE, String.valueOf(e.getMessage()));
    } finally {
      ended.countDown();
    }
    return ExitCode.DONE;
  }

  /** Runs on a signal: ends the command in order, and delays the JVM's end until then. */
  private static void end(CountDownLatch asked, CountDownLatch ended) {
    asked.countDown();
    try {
      ended.await(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private EngineOptions options() {
    EngineOptions options = EngineOptions.in(directory);
    try {
      if (workers != null) {
        options = options.withWorkers(workers);
      }
      if (queue != null) {
        options = options.withMayWait(queue);
      }
      return options.withWatchdog(stallAfter, options.dumpTimeout());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private WebOptions webOptions() {
    return WebOptions.DEFAULT
        .at(host, port)
        .withHosts(names)
        .withMaxUploadBytes(maxUploadMegabytes * 1_000_000L);
  }

  private WorkerFactory factory() throws IOException, InterruptedException {
    WorkerSettings settings =
        WorkerSettings.of(directory.resolve("workers"), StreamingRemixer.class)
            .withChildLogging(childLogging)
            .withLogLevel(logLevel);
    return Workers.of(startMethod, settings);
  }

  private static String unusable(FileSystemException e) {
    String reason = e.getReason();
    if (e instanceof AccessDeniedException) {
      reason = "it is not writable";
    } else if (reason == null) {
      reason =
          e instanceof FileAlreadyExistsException
              ? "it is not a directory"
              : "it can't be created or opened";
    }
    return e.getFile()
        + " can't be used: "
        + reason
        + ". Choose another directory with --directory";
  }

  private String urlHost() {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
