package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.KernelFacts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kernel's facts of the processes in a capture, each read once. */
public final class KnownFacts {
  private final KernelFactsReader reader;
  private final ProcessTable table;
  private final Deadline deadline;
  private final Map<Long, Answer<KernelFacts>> answers = new ConcurrentHashMap<>();

  public KnownFacts(KernelFactsReader reader, ProcessTable table, Deadline deadline) {
    this.reader = reader;
    this.table = table;
    this.deadline = deadline;
  }

  /** The facts of a process of the table. */
  public Answer<KernelFacts> of(ListedProcess process) {
    Answer<KernelFacts> known = answers.get(process.pid());
    return known != null
        ? known
        : answers.computeIfAbsent(process.pid(), pid -> reader.read(process, deadline));
  }

  /** The facts of the process with this pid; null if it is not in the table or has ended. */
  public @Nullable KernelFacts of(long pid) {
    ListedProcess listed = table.find(pid).orElse(null);
    return listed == null ? null : of(listed).value();
  }
}
