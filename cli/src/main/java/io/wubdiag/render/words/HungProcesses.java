package io.wubdiag.render.words;

import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes that hang, and how to restart them.
 *
 * @param pids more than the finding's own one if others hang in the same way
 */
public record HungProcesses(ProcessTreeSnapshot snapshot, List<Long> pids) {
  public HungProcesses {
    pids = List.copyOf(pids);
  }

  HungProcesses withPids(List<Long> others) {
    return new HungProcesses(snapshot, others);
  }

  String restart() {
    return "restart the " + noun() + ": kill " + list() + ".";
  }

  /** Python handles signals in its main thread, if that still runs Python. */
  String restartPython() {
    return restart() + " If it catches SIGTERM and keeps running: kill -9.";
  }

  /**
   * HotSpot's handler of SIGTERM only wakes the thread {@code Signal Dispatcher}, and that one is
   * not forked. Tried on JDK 17 and 25.
   */
  String restartForked(Host host) {
    for (ProcessCapture process : snapshot.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel != null
          && pids.contains(kernel.pid())
          && kernel.identity().host().equals(host)
          && !kernel.hasTaskNamed("Signal Dispatcher")) {
        return "restart the "
            + noun()
            + ": kill -9 "
            + list()
            + " (a plain kill has no effect: the thread that handles signals was not forked).";
      }
    }
    return restart();
  }

  private String noun() {
    return pids.size() == 1 ? "process" : "processes";
  }

  private String list() {
    return String.join(" ", Wording.numbers(pids));
  }

  /** What the kernel tells of a process, null if it was not looked at. */
  @Nullable KernelFacts kernelFacts(ProcessIdentity id) {
    for (ProcessCapture process : snapshot.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel != null && kernel.identity().equals(id)) {
        return kernel;
      }
    }
    return null;
  }
}
