package io.wubdiag.remix.worker;

import io.wubdiag.remix.files.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts workers as new JVMs of the running JDK, with the same class path.
 *
 * <p>They talk over a Unix domain socket, whose file is deleted once both are connected. Their
 * stdout and stderr go to the log. Their stdin is a pipe from this process, on which nothing is
 * sent. When it ends, this process is gone, so they end as well.
 */
public final class SpawnedWorkers implements WorkerFactory {
  private final WorkerSettings settings;
  private final AtomicInteger numbers = new AtomicInteger();

  /**
   * @throws IOException the workers' directory can't be made, or what is left in it by an engine
   *     that was killed can't be deleted
   */
  public SpawnedWorkers(WorkerSettings settings) throws IOException {
    if (settings.childLogging() == ChildLogging.INHERITED) {
      throw new IllegalArgumentException(
          "a spawned worker inherits no log; only a forked one does");
    }
    this.settings = settings;
    settings.prepareDirectories();
  }

  @Override
  public Worker start() throws IOException, InterruptedException {
    int number = numbers.incrementAndGet();
    Path directory = Directories.create(settings.running().resolve("worker-" + number));
    try (ParentSocket socket = ParentSocket.in(directory)) {
      SpawnedWorker worker =
          new SpawnedWorker(number, process(number, directory, socket.path()).start(), directory);
      worker.start(() -> socket.accept(worker, settings.startTimeout()), settings.startTimeout());
      return worker;
    }
  }

  private ProcessBuilder process(int number, Path directory, Path socket) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + settings.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            // A thread dump on SIGQUIT goes to the same stream as the JVM's other output.
            "-XX:+DisplayVMOutputToStderr",
            "-XX:ErrorFile=" + directory.resolve(CrashReport.FILE_NAME),
            "-XX:-CreateCoredumpOnCrash",
            // Otherwise a killed JVM leaves a file in /tmp.
            "-XX:-UsePerfData",
            "-Dfile.encoding=UTF-8",
            "-Djava.io.tmpdir=" + directory,
            "-Dorg.bytedeco.javacpp.cachedir=" + settings.cache()));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            SpawnedMain.class.getName(),
            Integer.toString(number),
            socket.toString(),
            directory.toString(),
            settings.remixer().getName(),
            settings.logLevel().name(),
            settings.warmUp().toString()));
    ProcessBuilder process = new ProcessBuilder(command);
    // The options of a service, such as an agent or a debugger's port, are not for its workers.
    Map<String, String> environment = process.environment();
    environment
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    return process;
  }
}
