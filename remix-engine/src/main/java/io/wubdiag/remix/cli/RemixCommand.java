package io.wubdiag.remix.cli;

import io.wubdiag.cli.CommandException;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.log.EngineLog;
import io.wubdiag.remix.log.LogSettings;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.RemixResult;
import io.wubdiag.remix.worker.Worker;
import io.wubdiag.remix.worker.WorkerDiedException;
import io.wubdiag.remix.worker.WorkerFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remix SONG}: remixes one song, in one worker. */
@Command(
    name = "remix",
    description = "Makes a dubstep remix of a song.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {ServeCommand.class, BenchCommand.class},
    footer = {
      "",
      "First steps:",
      "  remix song.mp3 -o out.mp3    remix one song",
      "  remix serve                  a web page for everybody",
      "  remix bench --success        the hangs of 2012 and the fix, in numbers",
      "",
      "Exit codes: 0 done, 1 bug in the engine, 2 usage, 3 no such file or not permitted,",
      "4 the song can't be remixed, 5 a benchmark missed its target."
    })
final class RemixCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SONG",
      description = "The song: mp3, wav, flac, ogg, m4a or opus.")
  private @Nullable Path song;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The remix, an MP3 (default: 'SONG (Wub Machine Remix).mp3', here).")
  private @Nullable Path output;

  @Option(
      names = "--style",
      paramLabel = "STYLE",
      defaultValue = "dubstep",
      converter = StyleConverter.class,
      description = "dubstep or electro-house (default: ${DEFAULT-VALUE}).")
  private Style style;

  @Option(names = "--force", description = "Replace an existing output file.")
  private boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Option(names = "--debug", description = "Show the stack traces of bugs in the engine.")
  private boolean debug;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (song == null) {
      throw new ParameterException(spec.commandLine(), "Give a song, or a command");
    }
    Path input = readable(song);
    String name = String.valueOf(input.getFileName());
    Path target = target(name).toAbsolutePath();
    if (Files.exists(target) && !force) {
      throw new CommandException(
          ExitCode.NOT_THERE, target + " exists: choose another, or use --force");
    }
    try (WorkDirectory work = WorkDirectory.create();
        EngineLog log = EngineLog.start(LogSettings.of(work.path().resolve("remix.log")))) {
      Path draft = draftOf(target);
      draft.toFile().deleteOnExit(); // when interrupted
      try {
        RemixResult result = remix(input, name, draft, work);
        publish(draft, target);
        spec.commandLine().getOut().println(summary(target, result));
        return ExitCode.DONE;
      } finally {
        Files.deleteIfExists(draft);
      }
    }
  }

  private RemixResult remix(Path input, String name, Path draft, WorkDirectory work)
      throws IOException, InterruptedException {
    PrintStream err = System.err;
    ProgressBar bar = new ProgressBar(err, Terminal.interactive(), Terminal.width());
    WorkerFactory workers = work.workers(work.path().resolve("workers"));
    if (!quiet) {
      bar.show(0, "Starting a worker");
    }
    try (Worker worker = workers.start()) {
      return worker.remix(
          new RemixRequest("remix", input.toString(), name, style, draft.toString()),
          new Shown(bar, quiet));
    } catch (RemixFailedException e) {
      throw new CommandException(
          ExitCode.SONG_AT_FAULT, "that song didn't work: " + e.getMessage());
    } catch (WorkerDiedException e) {
      if (work.isInterrupted()) {
        throw interrupted();
      }
      throw new CommandException(
          ExitCode.SONG_AT_FAULT,
          "that song didn't work: "
              + e.getMessage()
              + ". A damaged file can do that; convert it to WAV and try again");
    } catch (IOException e) {
      if (work.isInterrupted()) {
        throw interrupted();
      }
      throw e;
    } finally {
      bar.erase();
    }
  }

  private static CommandException interrupted() {
    return new CommandException(ExitCode.NOT_THERE, "interrupted; nothing was written");
  }

  private static Path readable(Path song) throws IOException {
    if (!Files.exists(song)) {
      throw new CommandException(ExitCode.NOT_THERE, "there is no file " + song);
    }
    if (!Files.isRegularFile(song)) {
      throw new CommandException(ExitCode.NOT_THERE, song + " is not a file");
    }
    if (!Files.isReadable(song)) {
      throw new CommandException(
          ExitCode.NOT_THERE, song + " is not readable: see its permissions with `ls -l`");
    }
    return song.toRealPath();
  }

  private Path target(String name) {
    if (output != null) {
      return output;
    }
    int dot = name.lastIndexOf('.');
    return Path.of((dot > 0 ? name.substring(0, dot) : name) + " (Wub Machine Remix).mp3");
  }

  /** Beside the target, so that a remix that fails leaves no half of one there. */
  private static Path draftOf(Path target) {
    Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new CommandException(
          ExitCode.NOT_THERE, "there is no directory " + directory + " to write to");
    }
    if (!Files.isWritable(directory)) {
      throw new CommandException(
          ExitCode.NOT_THERE, directory + " is not writable: choose another with -o");
    }
    return directory.resolve(".remix-" + UUID.randomUUID() + ".mp3");
  }

  private static void publish(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String summary(Path target, RemixResult result) {
    long seconds = Math.round(result.seconds());
    return String.format(
        Locale.ROOT,
        "%s  %d:%02d  %.1f MB  %s",
        target,
        seconds / 60,
        seconds % 60,
        result.bytes() / 1e6,
        result.title());
  }

  private record Shown(ProgressBar bar, boolean quiet) implements RemixListener {
    @Override
    public void progress(double share, String text) {
      if (!quiet) {
        bar.show(share, text);
      }
    }

    @Override
    public void analysed(SongAnalysis analysis) {}

    @Override
    public void audible(long bytes) {}
  }
}
