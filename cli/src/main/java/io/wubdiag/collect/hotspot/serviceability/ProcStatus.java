package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.kernel.ProcFile;
import io.wubdiag.collect.machine.Machine;

/** The few fields of {@code /proc/PID/status} that explain a refusal (proc_pid_status(5)). */
final class ProcStatus {
  private final Machine machine;
  private final String path;

  private ProcStatus(Machine machine, String path) {
    this.machine = machine;
    this.path = path;
  }

  static ProcStatus ofProcess(Machine machine, long pid) {
    return new ProcStatus(machine, "/proc/" + pid + "/status");
  }

  static ProcStatus ofSelf(Machine machine) {
    return new ProcStatus(machine, "/proc/self/status");
  }

  /** The number at this index of the line with this name; -1 if absent. */
  long number(String name, int index) {
    ProcFile file = new ProcFile(machine);
    if (!file.load(path) || !file.acceptLine(name + ":")) {
      return -1;
    }
    file.skipWords(index);
    return file.numberFollows() ? file.number() : -1;
  }

  /** The hexadecimal number of the line with this name; -1 if absent. */
  long hexadecimal(String name) {
    ProcFile file = new ProcFile(machine);
    boolean found = file.load(path) && file.acceptLine(name + ":") && file.hexFollows();
    return found ? file.hex() : -1;
  }
}
