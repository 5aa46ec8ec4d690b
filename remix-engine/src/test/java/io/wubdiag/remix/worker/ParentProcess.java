package io.wubdiag.remix.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running {@link Parent}. */
record ParentProcess(Process process, BufferedReader output) implements AutoCloseable {
  static ParentProcess start(
      Path directory, StartMethod method, ChildLogging logging, int songs, int loggers)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString(),
                method.name(),
                logging.name(),
                Integer.toString(songs),
                Integer.toString(loggers),
                "4")
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    return new ParentProcess(process, process.inputReader());
  }

  /** The lines that it prints before it is ready. */
  List<String> awaitReady() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); !"READY".equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IOException("it ended after " + lines);
      }
      lines.add(line);
    }
    return lines;
  }

  static ProcessHandle worker(String line) {
    return ProcessHandle.of(Long.parseLong(line.split(" ")[0])).orElseThrow();
  }

  /** Whether a process is gone, or is a zombie that nobody has waited for. */
  static boolean isDead(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
