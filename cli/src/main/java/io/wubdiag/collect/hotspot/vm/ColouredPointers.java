package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * ZGC's references: an address and a few bits of state, its colour. The masks for good and bad
 * colours change with each phase of a collection, so they are read anew each time.
 *
 * <p>A bad colour means that the object may have moved. JDK 17 ({@code gc/z/zAddress.inline.hpp};
 * colours above the address) exposes its table of the pages that are being evacuated; an object on
 * another page has not moved. From JDK 21 on, generational ZGC ({@code gc/z/zAddress.hpp}; colours
 * below the address) does not expose its tables. So there a reference with a bad colour is not
 * followed.
 */
final class ColouredPointers {
  private static final int GRANULE_SHIFT = 21;

  private final Memory memory;
  private final boolean generational;
  private final long badMask;
  private final long offsetMask;
  private final long shift;
  private final long forwardings;
  private boolean missedAny;

  ColouredPointers(Memory memory, VmTables tables) throws UnreadableMemory {
    this.memory = memory;
    String type = "ZGlobalsForVMStructs";
    long globals = memory.word(tables.address(type, "_instance_p"));
    generational = tables.hasField(type, "_ZPointerLoadShift");
    String bad = generational ? "_ZPointerLoadBadMask" : "_ZAddressBadMask";
    badMask = memory.word(globals + tables.offset(type, bad));
    offsetMask = memory.word(globals + tables.offset(type, "_ZAddressOffsetMask"));
    shift = generational ? memory.word(globals + tables.offset(type, "_ZPointerLoadShift")) : 0;
    forwardings = generational ? 0 : forwardingMap(tables);
  }

  private long forwardingMap(VmTables tables) throws UnreadableMemory {
    return memory.word(tables.address("Universe", "_collectedHeap"))
        + tables.offset("ZCollectedHeap", "_heap")
        + tables.offset("ZHeap", "_forwarding_table")
        + tables.offset("ZForwardingTable", "_map")
        + tables.offset("ZGranuleMapForForwarding", "_map");
  }

  /** The object's address, 0 for null. */
  long address(long pointer) throws UnreadableMemory {
    boolean bad = (pointer & memory.word(badMask)) != 0;
    if (generational) {
      long address = pointer >>> memory.word(shift);
      if (address != 0 && bad) {
        throw moved();
      }
      return address;
    }
    long offset = pointer & memory.word(offsetMask);
    if (offset == 0) {
      return 0;
    }
    if (bad && memory.word(memory.word(forwardings) + 8 * (offset >>> GRANULE_SHIFT)) != 0) {
      throw moved();
    }
    return pointer;
  }

  /** Whether an object was left out that may have moved. */
  boolean missedAny() {
    return missedAny;
  }

  private UnreadableMemory moved() {
    missedAny = true;
    return UnreadableMemory.unsupported("ZGC may have moved the object");
  }
}
