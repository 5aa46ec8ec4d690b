package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.FactsBuilder;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Target JVMs, which end with the test that started them. */
final class Targets implements AutoCloseable {
  private final List<Process> started = new ArrayList<>();

  /** The JDKs beside the one that runs the tests, with that one. */
  static List<Path> jdks() {
    Path own = Path.of(System.getProperty("java.home")).toAbsolutePath();
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      return siblings
          .filter(jdk -> Files.isRegularFile(jdk.resolve("lib/libsaproc.so")))
          .filter(jdk -> !Files.isSymbolicLink(jdk))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a program and waits until it prints {@code READY}.
   *
   * @return the pid behind this word, else its own
   */
  long start(Path jdk, Class<?> program, List<String> options, String... arguments) {
    return start(List.of(), jdk, program, options, arguments);
  }

  /**
   * @param launcher the words before {@code java}
   */
  long start(
      List<String> launcher,
      Path jdk,
      Class<?> program,
      List<String> options,
      String... arguments) {
    List<String> command = new ArrayList<>(launcher);
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+IgnoreUnrecognizedVMOptions"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process = run(command);
    String ready = firstLine(process);
    if (!ready.startsWith("READY")) {
      throw new AssertionError("not ready: " + ready);
    }
    String pid = ready.substring("READY".length()).strip();
    return pid.isEmpty() ? process.pid() : Long.parseLong(pid);
  }

  Process run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      started.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String firstLine(Process process) {
    try {
      BufferedReader output = process.inputReader();
      return Optional.ofNullable(output.readLine()).orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KernelFacts facts(long pid) {
    ListedProcess listed = ProcessTable.read(new LiveMachine()).find(pid).orElseThrow();
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    return Objects.requireNonNull(
        new KernelFactsReader(new LiveMachine()).read(listed, deadline).value());
  }

  static KernelFacts withLibjvm(KernelFacts facts, String libjvm) {
    return FactsBuilder.like(facts).jvm(libjvm).build();
  }

  static void signal(long pid, String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Stops a process, and waits until it has stopped. */
  static void stop(long pid) {
    signal(pid, "STOP");
    while (facts(pid).state() != ProcessState.STOPPED) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    for (Process process : started) {
      List<ProcessHandle> descendants = process.descendants().toList();
      process.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
