package io.wubdiag.jfr;

import io.wubdiag.collect.machine.ReadableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The destination of recordings: a file for each JVM. One file could hold chunks of several JVMs.
 * But the JDK's parser reuses the first JVM's event descriptions for the second one's events if
 * their numbers are equal, and so misreads them.
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
   * Checks that the destination can be written.
   *
   * @param name of a file, which gets the pid into its name if there are several JVMs; or of a
   *     directory, which exists already, or whose name ends with a slash
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

  /** Writes the whole recording. */
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
