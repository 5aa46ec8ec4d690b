package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.KernelFacts;
import java.time.Duration;
import java.util.Objects;

/** Prints the result of reading the process with this pid. It is run as another user. */
final class Onlooker {
  public static void main(String[] args) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(30));
    var listed = ProcessTable.read(new LiveMachine()).find(Long.parseLong(args[0])).orElseThrow();
    KernelFacts facts =
        Objects.requireNonNull(
            new KernelFactsReader(new LiveMachine()).read(listed, deadline).value());
    // Another user can't read its memory map either.
    try (ServiceabilitySource source = new ServiceabilitySource()) {
      Attempt attempt =
          source.dump(new LiveMachine(), Targets.withLibjvm(facts, args[1]), deadline).attempt();
      System.out.println(attempt.outcome() + ": " + attempt.reason());
    }
  }
}
