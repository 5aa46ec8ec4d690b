package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program that a process runs: facts from its memory and its memory map. The kernel takes the
 * map's lock ({@code mmap_lock}) for them. So reading them blocks, perhaps for ever, while a task
 * of the process sleeps uninterruptibly and holds this lock.
 *
 * @param command the command line, empty if there is none
 * @param executable what {@code exe} links to, null if that could not be read
 * @param libjvm see {@link LibjvmSearch}
 * @param denied what we may not read, in words
 */
record ProcessImage(
    List<String> command,
    @Nullable String executable,
    @Nullable String libjvm,
    List<String> denied) {
  /** The image of a process without memory. */
  static final ProcessImage NONE = new ProcessImage(List.of(), null, null, List.of());

  private static final long PATIENCE_MILLIS = 200;

  /** Reads the facts from the directory of the process, or of one of its tasks. */
  static ProcessImage read(Machine machine, ProcFile file, String directory, Deadline deadline) {
    List<String> denied = new ArrayList<>(0);
    List<String> command = CommandLine.read(file, directory);
    String executable = null; // stays null if the process ends just now
    try {
      executable = machine.readLink(directory + "/exe");
    } catch (AccessDeniedException e) {
      denied.add("executable");
    } catch (IOException e) {
      // the process has ended
    }
    String libjvm = null;
    try {
      libjvm = new LibjvmSearch().find(machine, directory + "/maps", deadline);
    } catch (IOException e) {
      if (machine.exists(directory + "/maps")) {
        denied.add("memory map");
      }
    }
    return new ProcessImage(command, executable, libjvm, denied);
  }

  /**
   * Reads the same facts in a thread of its own, with a time limit. If the kernel makes it wait,
   * the thread is abandoned and the result is null.
   */
  static @Nullable ProcessImage readPatiently(
      Machine machine, String directory, Deadline deadline) {
    Machine apart = machine.line("image of " + directory);
    ProcessImage[] image = new ProcessImage[1];
    Thread reader =
        new Thread(
            () -> image[0] = read(apart, new ProcFile(apart), directory, deadline.by(apart)),
            "wubdiag reader");
    reader.setDaemon(true);
    reader.start();
    try {
      reader.join(Math.max(1, Math.min(PATIENCE_MILLIS, deadline.remaining().toMillis())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reader.isAlive() ? null : image[0];
  }
}
