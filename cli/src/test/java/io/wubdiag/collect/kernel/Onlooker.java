package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import java.time.Duration;
import java.util.Objects;

/**
 * Reads the facts of the process with this pid and prints what could not be read, one fact a line.
 * It is run as another user.
 */
final class Onlooker {
  public static void main(String[] args) {
    ListedProcess process =
        ProcessTable.read(new LiveMachine()).find(Long.parseLong(args[0])).orElseThrow();
    var answer =
        new KernelFactsReader(new LiveMachine())
            .read(process, Deadline.after(Duration.ofSeconds(10)));
    Objects.requireNonNull(answer.value()).unreadable().forEach(System.out::println);
    System.out.println("tasks: " + answer.value().tasks().size());
  }
}
