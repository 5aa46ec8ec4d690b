package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes this JVM's references. A reference in the heap is a plain address, or 32 bits to be
 * shifted ({@code -XX:+UseCompressedOops}). A reference in the JVM's own memory is full-width, and
 * reached through a handle ({@code OopHandle}). ZGC keeps colours in the unused bits of both. Such
 * a reference is followed only if its colour says that the object has not moved since.
 */
public final class References {
  private final Memory memory;
  private final boolean compressed;
  private final long base;
  private final int shift;
  private final @Nullable ColouredPointers coloured;

  public References(Memory memory, VmTables tables, VmFlags flags) throws UnreadableMemory {
    this.memory = memory;
    compressed = flags.isOn("UseCompressedOops");
    boolean renamed = tables.hasField("CompressedOops", "_base");
    base = memory.word(tables.address("CompressedOops", renamed ? "_base" : "_narrow_oop._base"));
    shift =
        memory.int32(tables.address("CompressedOops", renamed ? "_shift" : "_narrow_oop._shift"));
    coloured = flags.isOn("UseZGC") ? new ColouredPointers(memory, tables) : null;
  }

  /** The size in bytes of a reference in an object or an array of references. */
  int size() {
    return compressed ? 4 : 8;
  }

  /** The object that a field or element of an object refers to, 0 for null. */
  long inHeap(long slot) throws UnreadableMemory {
    if (compressed) {
      long narrow = memory.uint32(slot);
      return narrow == 0 ? 0 : checked(base + (narrow << shift));
    }
    return decoded(memory.word(slot));
  }

  /** The object's address for a 32-bit reference, 0 if this JVM has no such references. */
  public long fromNarrow(long narrow) {
    return compressed && narrow != 0 ? base + (narrow << shift) : 0;
  }

  /** The object behind the handle at this address, 0 for null. */
  public long throughHandle(long handle) throws UnreadableMemory {
    long slot = memory.word(handle);
    return slot == 0 ? 0 : decoded(memory.word(slot));
  }

  /** Whether an object was left out that may have moved to an unknown address. */
  public boolean missedAny() {
    return coloured != null && coloured.missedAny();
  }

  private long decoded(long pointer) throws UnreadableMemory {
    return checked(coloured == null ? pointer : coloured.address(pointer));
  }

  private static long checked(long object) throws UnreadableMemory {
    if ((object & 7) != 0) {
      throw UnreadableMemory.implausible("not an object's address");
    }
    return object;
  }
}
