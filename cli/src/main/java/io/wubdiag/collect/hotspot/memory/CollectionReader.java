package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.OptionalLong;

/** Reads how many collections there have been. */
final class CollectionReader {
  private static final String HEAP = "CollectedHeap";

  private final PagedMemory memory;
  private final VmTables tables;

  CollectionReader(PagedMemory memory, VmTables tables) {
    this.memory = memory;
    this.tables = tables;
  }

  /** Empty while one goes on. */
  OptionalLong read() throws UnreadableMemory {
    boolean renamed = tables.hasField(HEAP, "_is_stw_gc_active");
    String active = renamed ? "_is_stw_gc_active" : "_is_gc_active";
    long heap = memory.word(tables.address("Universe", "_collectedHeap"));
    if (memory.uint8(heap + tables.offset(HEAP, active)) != 0) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(memory.uint32(heap + tables.offset(HEAP, "_total_collections")));
  }
}
