package io.wubdiag.collect.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A process' command line ({@code /proc/PID/cmdline}). The kernel reads it from the process' own
 * memory, so the process decides what it says. Reading may block while another task holds the lock
 * of the memory map ({@code mmap_lock}).
 */
final class CommandLine {
  /**
   * The most bytes that are read. The kernel's limit is 2 MiB or more; class paths of 100 KiB
   * exist.
   */
  private static final int LIMIT = 256 * 1024;

  private CommandLine() {}

  /**
   * The arguments. Empty for a kernel thread, a zombie, a process that has wiped them, or an ended
   * process.
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
          --size); // a process that writes a shorter title over its arguments pads it with NULs
    }
    return arguments;
  }
}
