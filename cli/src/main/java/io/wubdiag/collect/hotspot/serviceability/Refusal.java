package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.kernel.ProcFile;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;

/**
 * Explains why the kernel does not let us read a process' memory, and what to do: the checks of
 * ptrace(2), "Ptrace access mode checking", in their order.
 */
final class Refusal {
  private static final long CAP_SYS_PTRACE = 1L << 19;
  private static final String YAMA = "/proc/sys/kernel/yama/ptrace_scope";

  private Refusal() {}

  static String reason(Machine machine, KernelFacts process) {
    ProcStatus self = ProcStatus.ofSelf(machine);
    boolean capable = (self.hexadecimal("CapEff") & CAP_SYS_PTRACE) != 0;
    ProcFile file = new ProcFile(machine);
    String scope = file.load(YAMA) ? file.word() : "";
    if (scope.equals("3")) {
      return "kernel.yama.ptrace_scope is 3: nobody may read a process' memory until the next boot";
    }
    if (capable) {
      return "the kernel refused it, to CAP_SYS_PTRACE too: a security module, or the user"
          + " namespace of a container; run wubdiag there";
    }
    long user = self.number("Uid", 1);
    if (user == 0) {
      return "CAP_SYS_PTRACE is missing; start the container with --cap-add=SYS_PTRACE";
    }
    if (user != process.uid()) {
      return "it belongs to user " + process.uid() + "; run wubdiag as that user or as root";
    }
    if (scope.equals("1") || scope.equals("2")) {
      return "kernel.yama.ptrace_scope is "
          + scope
          + "; run wubdiag as root, or allow it with: sysctl kernel.yama.ptrace_scope=0";
    }
    return "it has privileges of its own or made itself undumpable (prctl(2)); run wubdiag as root";
  }
}
