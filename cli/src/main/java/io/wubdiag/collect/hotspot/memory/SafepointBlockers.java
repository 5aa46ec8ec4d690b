package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which threads a JVM waits for; looks only once for how it keeps that. */
final class SafepointBlockers {
  private final Machine machine;
  private final PagedMemory memory;
  private final VmTables tables;
  private final ThreadReader threads;
  private final long libjvm;
  private @Nullable SafepointReader safepoint;
  private boolean sought;

  SafepointBlockers(
      Machine machine, PagedMemory memory, VmTables tables, ThreadReader threads, long libjvm) {
    this.machine = machine;
    this.memory = memory;
    this.tables = tables;
    this.threads = threads;
    this.libjvm = libjvm;
  }

  /**
   * Their native ids.
   *
   * @param file libjvm.so; null if it is not known
   */
  Set<Long> read(@Nullable String file) throws UnreadableMemory {
    if (!sought && file != null) {
      sought = true;
      safepoint = SafepointReader.of(machine, memory, tables, threads, libjvm, file);
    }
    return safepoint == null ? Set.of() : safepoint.blockers();
  }
}
