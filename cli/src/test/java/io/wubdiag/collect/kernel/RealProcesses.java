package io.wubdiag.collect.kernel;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Starts processes for a test, and ends them and all their descendants. */
final class RealProcesses implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<ProcessHandle> started = new ArrayList<>();

  /** A process that runs this command. */
  Process start(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      started.add(process.toHandle());
      return process;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A process that runs this shell script, whose first line of output has been {@code READY}. */
  Process startReady(String script) {
    Process process = start("sh", "-c", script);
    awaitReady(process);
    return process;
  }

  /** A sleeping JVM of this JDK, started by these words before the command. */
  Process startJvm(Path jdk, String... launcher) {
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(
        List.of(
            jdk.resolve("bin/java").toString(),
            "-Xmx16m",
            "-cp",
            System.getProperty("java.class.path"),
            Sleeper.class.getName()));
    return start(command.toArray(String[]::new));
  }

  /** Ends this process too, whose parent may end earlier. */
  void adopt(long pid) {
    ProcessHandle.of(pid).ifPresent(started::add);
  }

  static void awaitReady(Process process) {
    if (!"READY".equals(firstLine(process))) {
      throw new AssertionError("not ready");
    }
  }

  static String firstLine(Process process) {
    try {
      BufferedReader reader = process.inputReader();
      String line = reader.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the condition is true. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** The JDKs beside the one that runs the tests, with that one. */
  static List<Path> jdks() {
    Path own = Path.of(System.getProperty("java.home")).toAbsolutePath();
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      return siblings
          .filter(jdk -> new File(jdk.toFile(), "bin/java").canExecute())
          .filter(jdk -> !Files.isSymbolicLink(jdk))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      return List.of(own);
    }
  }

  @Override
  public void close() {
    for (ProcessHandle process : started) {
      List<ProcessHandle> descendants = process.descendants().toList();
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
