package io.wubdiag.jfr;

import io.wubdiag.collect.machine.ReadableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where recordings go: a file for each JVM. Chunks of several JVMs could stand in one file, but the
 * JDK's parser takes the second one's descriptions of events for known if they bear the number that
 * the first one's had, and reads nonsense.
 */
public final class RecordingOutput {
  private static final String SUFFIX = ".jfr";
  private static final int PIECE = 1 << 18;

  private final Path path;
  private final boolean directory;

  private RecordingOutput(Path path, boolean directory) {
    this.path = path;
    this.directory = directory;
  }

  /**
   * Makes sure that it can be written.
   *
   * @param name of a file, which gets the pid into its name if there are several JVMs; or of a
   *     directory, which is there already, or whose name ends with a slash
   */
  public static RecordingOutput named(String name) throws IOException {
    Path path = Path.of(name).toAbsolutePath();
    boolean directory = name.endsWith("/") || Files.isDirectory(path);
    Path above = directory ? Files.createDirectories(path) : path.getParent();
    if (above == null || !Files.isWritable(above)) {
      throw new IOException(above + " is not a directory that can be written to");
    }
    return new RecordingOutput(path, directory);
  }

  /**
   * The file for one JVM.
   *
   * @param single whether it is the only one
   */
  Path file(long pid, boolean single) {
    if (directory) {
      return path.resolve(pid + SUFFIX);
    }
    String name = path.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return single ? path : path.resolveSibling(stem + "-" + pid + SUFFIX);
  }

  /** Writes all that was recorded. */
  static void write(ReadableFile content, Path file) throws IOException {
    byte[] piece = new byte[PIECE];
    long size = content.length();
    long copied = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      while (copied < size) {
        int count = content.read(copied, piece, 0, (int) Math.min(PIECE, size - copied));
        if (count <= 0) {
          throw new IOException("the recording became shorter while it was copied");
        }
        out.write(piece, 0, count);
        copied += count;
      }
    }
  }
}
