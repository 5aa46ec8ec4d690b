package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The user that wubdiag runs as. */
final class OwnUser {
  private OwnUser() {}

  /** Its effective id, -1 if unknown. */
  static long uid(Machine machine) {
    try {
      return machine.status("/proc/self").uid();
    } catch (IOException e) {
      return -1;
    }
  }

  /**
   * A file with the right owner for files that are passed to this process; null if we are its user.
   */
  static @Nullable String ownerOf(Machine machine, KernelFacts process) {
    return process.uid() == uid(machine) ? null : "/proc/" + process.pid();
  }

  /** Our own pid, for the names of files. */
  static String pid(Machine machine) throws IOException {
    return machine.readLink("/proc/self");
  }
}
