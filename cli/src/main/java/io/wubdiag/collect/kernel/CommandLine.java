package io.wubdiag.collect.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A process' command line ({@code /proc/PID/cmdline}). The kernel reads it from the process' own
 * memory: it says what the process wants it to say, and reading may block as long as another task
 * holds that memory's map ({@code mmap_lock}).
 */
final class CommandLine {
  /** The kernel has no limit below 2 MiB; class paths of 100 KiB are seen. */
  private static final int LIMIT = 256 * 1024;

  private CommandLine() {}

  /**
   * The arguments; none for a kernel thread, a zombie, a process that has wiped them, or one that
   * has ended.
   */
  static List<String> read(ProcFile file, String directory) {
    List<String> arguments = new ArrayList<>();
    if (file.loadAll(directory + "/cmdline", LIMIT)) {
      while (!file.atEnd()) {
        arguments.add(file.upTo('\0'));
      }
    }
    int size = arguments.size();
    while (size > 0 && arguments.get(size - 1).isEmpty()) {
      arguments.remove(
          --size); // a process that writes a shorter title over its arguments pads it so
    }
    return arguments;
  }
}
