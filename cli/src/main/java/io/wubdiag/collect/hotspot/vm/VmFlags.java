package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * The JVM flags that matter here, with their present values ({@code -XX:...}; table {@code
 * JVMFlag::flags}). A flag that this JVM does not have is off.
 */
public final class VmFlags {
  private static final String[] WANTED = {
    "UseCompressedOops",
    "UseCompressedClassPointers",
    "UseCompactObjectHeaders",
    "UseSerialGC",
    "UseParallelGC",
    "UseG1GC",
    "UseZGC",
    "ZGenerational",
    "UseShenandoahGC",
    "UseEpsilonGC",
    "DisableAttachMechanism",
    "ReduceSignalUsage",
    "EnableDynamicAgentLoading",
  };

  private static final int MOST_FLAGS = 10_000;

  /** The first byte of each value: 0 or 1, or a small number. */
  private final int[] values = new int[WANTED.length];

  public VmFlags(Memory memory, VmTables tables) throws UnreadableMemory {
    int[] starts = new int[WANTED.length];
    for (int i = 0; i < WANTED.length; i++) {
      starts[i] = start(WANTED[i]);
    }
    long size = tables.size("JVMFlag");
    long nameOffset = tables.offset("JVMFlag", "_name");
    long addressOffset = tables.offset("JVMFlag", "_addr");
    long count = memory.word(tables.address("JVMFlag", "numFlags"));
    long flag = memory.word(tables.address("JVMFlag", "flags"));
    if (count < 0 || count > MOST_FLAGS || size <= 0) {
      throw UnreadableMemory.implausible("the table of flags is not one");
    }
    for (long i = 0; i < count; i++, flag += size) {
      long name = memory.word(flag + nameOffset);
      if (name == 0) {
        continue; // the last entry
      }
      int start = memory.int32(name);
      for (int w = 0; w < WANTED.length; w++) {
        if (starts[w] == start && WANTED[w].equals(memory.cString(name, 64))) {
          values[w] = memory.uint8(memory.word(flag + addressOffset));
        }
      }
    }
  }

  /** The first four characters of a name as they lie in memory: most names differ in them. */
  private static int start(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }

  public boolean isOn(String name) {
    return values[index(name)] != 0;
  }

  private static int index(String name) {
    for (int w = 0; w < WANTED.length; w++) {
      if (WANTED[w].equals(name)) {
        return w;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** The collector's common name, or "unknown". */
  public String collector() {
    String[] flags = {
      "UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC", "UseEpsilonGC"
    };
    String[] names = {"Serial", "Parallel", "G1", "ZGC", "Shenandoah", "Epsilon"};
    for (int i = 0; i < flags.length; i++) {
      if (isOn(flags[i])) {
        return names[i];
      }
    }
    return "unknown";
  }
}
