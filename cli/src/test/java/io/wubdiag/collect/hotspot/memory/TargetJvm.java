package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.KernelFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JVM that runs a test program, on one of this machine's JDKs. */
public final class TargetJvm implements AutoCloseable {
  private final Process process;
  private final long subject;

  private TargetJvm(Process process, long subject) {
    this.process = process;
    this.subject = subject;
  }

  /** Starts it and waits until it prints {@code READY}. A pid may follow: the process to read. */
  public static TargetJvm start(
      Path jdk, Class<?> program, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.add("-Xmx96m");
    if (feature(jdk) >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("READY")) {
          String rest = line.substring("READY".length()).strip();
          return new TargetJvm(process, rest.isEmpty() ? process.pid() : Long.parseLong(rest));
        }
      }
      process.destroyForcibly();
      throw new IllegalStateException("not ready: " + String.join(" ", command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JDKs beside the one that runs the tests, one of each feature version. */
  public static List<Path> jdks() {
    Path own = Path.of(System.getProperty("java.home"));
    TreeMap<Integer, Path> byVersion = new TreeMap<>();
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      for (Path jdk : (Iterable<Path>) siblings.sorted()::iterator) {
        int feature = feature(jdk);
        if (feature >= 17) {
          byVersion.put(feature, jdk);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byVersion.put(Runtime.version().feature(), own);
    return List.copyOf(byVersion.values());
  }

  static int feature(Path jdk) {
    Path release = jdk.resolve("release");
    if (!Files.isExecutable(jdk.resolve("bin/java")) || !Files.isReadable(release)) {
      return 0;
    }
    try {
      for (String line : Files.readAllLines(release)) {
        if (line.startsWith("JAVA_VERSION=")) {
          return Runtime.Version.parse(line.substring(13).replace("\"", "")).feature();
        }
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this JDK starts with this option. */
  static boolean accepts(Path jdk, String option) {
    try {
      return new ProcessBuilder(jdk.resolve("bin/java").toString(), option, "-version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public long pid() {
    return subject;
  }

  /** The kernel's facts of it now. */
  KernelFacts facts() {
    return facts(ProcessTable.read(new LiveMachine()).find(subject).orElseThrow());
  }

  /** The kernel's facts of its children now. */
  List<KernelFacts> childrensFacts() {
    List<KernelFacts> children = new ArrayList<>();
    for (ListedProcess listed : ProcessTable.read(new LiveMachine()).all()) {
      if (listed.parentPid() == subject) {
        children.add(facts(listed));
      }
    }
    return children;
  }

  private static KernelFacts facts(ListedProcess listed) {
    var answer = new KernelFactsReader(new LiveMachine()).read(listed, deadline());
    return present(answer.value(), answer.attempt());
  }

  HotSpotMemory open() {
    return open(facts());
  }

  static HotSpotMemory open(KernelFacts facts) {
    var answer = HotSpotMemory.open(new LiveMachine(), facts, deadline());
    return present(answer.value(), answer.attempt());
  }

  private static <T> T present(@Nullable T value, Attempt attempt) {
    if (value == null) {
      throw new AssertionError(attempt.reason());
    }
    return value;
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    // A forked child may hang before it has asked to be killed with its parent.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
