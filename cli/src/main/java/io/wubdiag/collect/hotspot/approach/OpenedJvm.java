package io.wubdiag.collect.hotspot.approach;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with its opened memory, and what the memory tells of the ways to ask it.
 *
 * @param memory null if it can't be read
 * @param attempt how opening it went
 * @param listed the threads that the JVM lists, none if they could not be read
 * @param fork its origin if it is a forked copy, else null
 * @param choice how it can be asked
 */
public record OpenedJvm(
    KernelFacts kernel,
    @Nullable HotSpotMemory memory,
    Attempt attempt,
    List<ListedThread> listed,
    @Nullable Fork fork,
    SourceChoice choice)
    implements AutoCloseable {

  public static OpenedJvm open(
      Machine machine, KernelFacts kernel, ProcessTable table, Deadline deadline) {
    Answer<HotSpotMemory> opened = HotSpotMemory.open(machine, kernel, deadline);
    HotSpotMemory memory = opened.value();
    List<ListedThread> listed = memory == null ? List.of() : memory.threads();
    Fork fork = ForkOrigin.of(kernel, listed, table);
    boolean attachDisabled = memory != null && memory.vm().attachDisabled();
    SourceChoice choice = SourceChoice.of(kernel, fork, attachDisabled, machine.now());
    return new OpenedJvm(kernel, memory, opened.attempt(), listed, fork, choice);
  }

  /** The facts of the JVM other than its threads. */
  public JvmFacts facts() {
    return JvmDescription.of(kernel, memory, fork);
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
  }
}
