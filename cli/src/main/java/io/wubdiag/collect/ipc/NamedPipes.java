package io.wubdiag.collect.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Named pipes, fifo(7), as a process names them. */
public final class NamedPipes {
  /** The type of a file in {@code st_mode}, and that of a FIFO, inode(7). */
  private static final int TYPE = 0170000;

  private static final int FIFO = 0010000;

  /** {@code AT_FDCWD} of fcntl.h: relative paths begin at the working directory. */
  public static final int WORKING_DIRECTORY = -100;

  private NamedPipes() {}

  /**
   * The whole path of a named pipe, as its process would give it; null if there is none.
   *
   * @param directory the descriptor that a relative path begins at, as openat(2) has it
   * @param path absolute or relative
   */
  public static @Nullable String find(long pid, int directory, String path) {
    String proc = "/proc/" + pid;
    String link = proc + (directory == WORKING_DIRECTORY ? "/cwd" : "/fd/" + directory);
    try {
      boolean absolute = path.startsWith("/");
      String from = absolute ? "" : Files.readSymbolicLink(Path.of(link)) + "/";
      Path seen = Path.of(proc + "/root" + from + path);
      return isOne(seen) ? from + path : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  /** Whether it is one. Links are followed. */
  public static boolean isOne(Path path) {
    try {
      return (((Integer) Files.getAttribute(path, "unix:mode")).intValue() & TYPE) == FIFO;
    } catch (IOException e) {
      return false;
    }
  }
}
