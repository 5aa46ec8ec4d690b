package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process runs: the facts that are read from its memory and the map of it. The kernel takes
 * the map's lock ({@code mmap_lock}) for them, so reading them blocks, for ever if need be, while a
 * task of the process sleeps uninterruptibly with that lock held.
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
  /** Of a process that has no memory. */
  static final ProcessImage NONE = new ProcessImage(List.of(), null, null, List.of());

  private static final long PATIENCE_MILLIS = 200;

  /** Reads the facts from the process' directory, or that of a task of it. */
  static ProcessImage read(Machine machine, ProcFile file, String directory, Deadline deadline) {
    List<String> denied = new ArrayList<>(0);
    List<String> command = CommandLine.read(file, directory);
    String executable = null; // and stays so if the process ends just now
    try {
      executable = machine.readLink(directory + "/exe");
    } catch (AccessDeniedException e) {
      denied.add("executable");
    } catch (IOException e) {
      // it has ended
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
   * The same, read by a thread of its own that is left behind if the kernel lets it wait; null
   * then.
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
