package io.wubdiag.remix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs other programs: the launcher, and those that the tests compare with. */
public final class Command {
  private static final long MINUTES = 3;

  private Command() {}

  /** What a program said, and how it ended. */
  public record Result(int exitCode, String out, String err) {}

  /** Runs the remix launcher. */
  public static Result remix(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("remix.launcher"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs a program that must succeed. */
  public static String output(String... command) {
    Result result = run(command);
    if (result.exitCode != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + result);
    }
    return result.out;
  }

  /** Runs a program to its end. */
  public static Result run(String... command) {
    try {
      Path out = Files.createTempFile("out", ".txt");
      Path err = Files.createTempFile("err", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              String.join(" ", command) + " does not end. It said:\n" + Files.readString(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          command[0] + " can't be run; .ci/run installs what the tests need", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
