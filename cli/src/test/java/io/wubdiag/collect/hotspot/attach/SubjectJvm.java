package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.KernelFacts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A JVM that runs {@link Subject}, in a directory of its own, which also gets its output. */
final class SubjectJvm implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  private final Process process;
  private final Path directory;
  private final long pid;

  private SubjectJvm(Process process, Path directory, long pid) {
    this.process = process;
    this.directory = directory;
    this.pid = pid;
  }

  /** Starts it and waits until it is ready. */
  static SubjectJvm start(Path jdk, List<String> options, String... arguments) {
    return start(List.of(), jdk, options, arguments).awaitReady();
  }

  /**
   * Starts it through another program.
   *
   * @param launcher the words before the path of {@code java} in the command
   */
  static SubjectJvm start(
      List<String> launcher, Path jdk, List<String> options, String... arguments) {
    try {
      Path directory = Files.createTempDirectory("subject");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      copyClasses(directory);
      Files.writeString(directory.resolve("disabled"), "-XX:+DisableAttachMechanism\n");
      List<String> command = new ArrayList<>(launcher);
      command.add(jdk.resolve("bin/java").toString());
      command.add("-Xmx128m");
      command.addAll(options);
      command.addAll(List.of("-cp", directory.toString(), Subject.class.getName()));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
      return new SubjectJvm(process, directory, process.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the classes to a place where other users can read them, too. */
  private static void copyClasses(Path directory) throws IOException {
    String folder = Subject.class.getPackageName().replace('.', '/');
    Path target = Files.createDirectories(directory.resolve(folder));
    Path source =
        Path.of(Subject.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> classes = Files.list(source.resolve(folder))) {
      for (Path file : (Iterable<Path>) classes::iterator) {
        if (file.getFileName().toString().matches("Subject(\\$.*)?\\.class")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
  }

  SubjectJvm awaitReady() {
    Deadline deadline = Deadline.after(LONG);
    while (!output().contains("READY")) {
      if (!process.isAlive() || deadline.hasPassed()) {
        String output = output();
        close();
        throw new IllegalStateException("not ready: " + output);
      }
      pause();
    }
    return this;
  }

  /** The launcher's only child: the launcher has forked. */
  SubjectJvm child() {
    long child = process.children().findFirst().orElseThrow().pid();
    return new SubjectJvm(process, directory, child);
  }

  /** The JDKs beside the one that runs the tests, one of each feature version. */
  static List<Path> jdks() {
    Path own = Path.of(System.getProperty("java.home"));
    TreeMap<Integer, Path> byVersion = new TreeMap<>();
    try (Stream<Path> siblings = Files.list(own.getParent())) {
      for (Path jdk : (Iterable<Path>) siblings.sorted()::iterator) {
        if (feature(jdk) >= 17) {
          byVersion.put(feature(jdk), jdk);
        }
      }
      byVersion.put(Runtime.version().feature(), own);
      return List.copyOf(byVersion.values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> jdksWithVirtualThreads() {
    return jdks().stream().filter(jdk -> feature(jdk) >= 25).toList();
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

  Answer<ThreadDump> dump() {
    return dumps(1).get(0);
  }

  /** This many dumps in turn, by one source. */
  List<Answer<ThreadDump>> dumps(int count) {
    KernelFacts facts = facts();
    try (HotSpotMemory memory =
        HotSpotMemory.open(new LiveMachine(), facts, Deadline.after(LONG)).value()) {
      Supplier<OptionalLong> mounts = memory == null ? OptionalLong::empty : memory::mounts;
      AttachSource source = new AttachSource(new LiveMachine(), mounts);
      List<Answer<ThreadDump>> dumps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        dumps.add(source.dump(facts, false, Deadline.after(LONG)));
      }
      return dumps;
    }
  }

  /** The kernel's facts of it now. */
  KernelFacts facts() {
    ListedProcess listed = ProcessTable.read(new LiveMachine()).find(pid).orElseThrow();
    KernelFacts facts =
        new KernelFactsReader(new LiveMachine()).read(listed, Deadline.after(LONG)).value();
    if (facts == null) {
      throw new IllegalStateException("no process " + pid);
    }
    return facts;
  }

  long pid() {
    return pid;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its output so far. */
  String output() {
    try {
      Path file = directory.resolve("output");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files left by attaching in its directory, its {@code /tmp}, or ours. */
  List<String> leftovers() {
    String attachFile = ".attach_pid" + facts().namespacePid();
    String listing = ".wubdiag-" + ProcessHandle.current().pid();
    List<String> found = new ArrayList<>();
    for (String place : List.of(directory.toString(), "/proc/" + pid + "/root/tmp", "/tmp")) {
      String[] names = new File(place).list();
      for (String name : names == null ? new String[0] : names) {
        if (name.equals(attachFile) || name.startsWith(listing)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  /** Sends it the signal with this name. */
  void signal(String name) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!Files.exists(directory)) {
      return;
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(Path.of("/tmp/.java_pid" + pid)); // left by a killed JVM
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
