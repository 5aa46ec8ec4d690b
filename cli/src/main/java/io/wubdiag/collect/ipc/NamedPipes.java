package io.wubdiag.collect.ipc;

import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/** Finds named pipes, fifo(7), by the paths that processes use. */
public final class NamedPipes {
  /** {@code AT_FDCWD} of fcntl.h: relative paths start at the working directory. */
  public static final int WORKING_DIRECTORY = -100;

  private NamedPipes() {}

  /**
   * The absolute path of a named pipe, in the view of its process; null if no named pipe is there.
   *
   * @param directory the descriptor at which a relative path starts, as in openat(2)
   * @param path absolute or relative
   */
  public static @Nullable String find(Machine machine, long pid, int directory, String path) {
    String proc = "/proc/" + pid;
    String link = proc + (directory == WORKING_DIRECTORY ? "/cwd" : "/fd/" + directory);
    try {
      boolean absolute = path.startsWith("/");
      String from = absolute ? "" : machine.readLink(link) + "/";
      return isOne(machine, proc + "/root" + from + path) ? from + path : null;
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  /** Whether the path is a named pipe. Links are followed. */
  public static boolean isOne(Machine machine, String path) {
    try {
      return machine.status(path).isFifo();
    } catch (IOException e) {
      return false;
    }
  }
}
