package io.wubdiag.collect.ipc;

import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;

/** Named pipes, fifo(7), as a process names them. */
public final class NamedPipes {
  /** {@code AT_FDCWD} of fcntl.h: relative paths begin at the working directory. */
  public static final int WORKING_DIRECTORY = -100;

  private NamedPipes() {}

  /**
   * The whole path of a named pipe, as its process would give it; null if there is none.
   *
   * @param directory the descriptor that a relative path begins at, as openat(2) has it
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

  /** Whether it is one. Links are followed. */
  public static boolean isOne(Machine machine, String path) {
    try {
      return machine.status(path).isFifo();
    } catch (IOException e) {
      return false;
    }
  }
}
