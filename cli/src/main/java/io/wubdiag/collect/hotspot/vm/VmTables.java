package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * HotSpot's own description of its C++ types: their fields' offsets, their sizes, and some
 * constants. libjvm exports it for the Serviceability Agent (JDK: {@code
 * hotspot/share/runtime/vmStructs.hpp}, {@code sun.jvm.hotspot.HotSpotTypeDataBase}). The form is
 * the same from 17 to 25: arrays of entries, the last one without a name; each array with a stride
 * and the offsets of its entries' members.
 */
public final class VmTables {
  private static final int MOST_ENTRIES = 20_000;
  private static final int LONGEST_NAME = 256;
  private static final long NONE = 0;

  private final Memory memory;
  private final Table structs;
  private final long fieldNameOffset;
  private final long isStaticOffset;
  private final long offsetOffset;
  private final long addressOffset;
  private final Table types;
  private final long sizeOffset;
  private final Table intConstants;
  private final long intValueOffset;
  private final Table longConstants;
  private final long longValueOffset;

  /** The fields' entries, by type name: first and last entry of each run of neighbours. */
  private final Map<String, long[]> runsByType = new HashMap<>(512);

  public VmTables(Memory memory, DynamicSymbols symbols) throws UnreadableMemory {
    this.memory = memory;
    structs = table(symbols, "gHotSpotVMStructs", "gHotSpotVMStructEntry", "TypeNameOffset");
    fieldNameOffset = memory.word(symbols.address("gHotSpotVMStructEntryFieldNameOffset"));
    isStaticOffset = memory.word(symbols.address("gHotSpotVMStructEntryIsStaticOffset"));
    offsetOffset = memory.word(symbols.address("gHotSpotVMStructEntryOffsetOffset"));
    addressOffset = memory.word(symbols.address("gHotSpotVMStructEntryAddressOffset"));
    types = table(symbols, "gHotSpotVMTypes", "gHotSpotVMTypeEntry", "TypeNameOffset");
    sizeOffset = memory.word(symbols.address("gHotSpotVMTypeEntrySizeOffset"));
    intConstants =
        table(symbols, "gHotSpotVMIntConstants", "gHotSpotVMIntConstantEntry", "NameOffset");
    intValueOffset = memory.word(symbols.address("gHotSpotVMIntConstantEntryValueOffset"));
    longConstants =
        table(symbols, "gHotSpotVMLongConstants", "gHotSpotVMLongConstantEntry", "NameOffset");
    longValueOffset = memory.word(symbols.address("gHotSpotVMLongConstantEntryValueOffset"));
    indexFields();
  }

  private Table table(DynamicSymbols symbols, String array, String entry, String nameOffset)
      throws UnreadableMemory {
    return new Table(
        memory.word(symbols.address(array)),
        memory.word(symbols.address(entry.concat("ArrayStride"))),
        memory.word(symbols.address(entry.concat(nameOffset))));
  }

  /**
   * Indexes the fields. Neighbours of one type share one name literal, so few names have to be
   * read.
   */
  private void indexFields() throws UnreadableMemory {
    long lastName = NONE;
    long[] run = new long[2];
    long entry = structs.start;
    for (int i = 0; i < MOST_ENTRIES; i++, entry += structs.stride) {
      long name = memory.word(entry + structs.nameOffset);
      if (name == NONE) {
        return;
      }
      if (name != lastName) {
        run = new long[] {entry, entry};
        lastName = name;
        String type = memory.cString(name, LONGEST_NAME);
        long[] earlier = runsByType.get(type);
        if (earlier == null) {
          runsByType.put(type, run);
        } else {
          long[] both = new long[earlier.length + 2];
          System.arraycopy(earlier, 0, both, 0, earlier.length);
          both[earlier.length] = entry;
          both[earlier.length + 1] = entry;
          runsByType.put(type, both);
          run = both;
        }
      }
      run[run.length - 1] = entry;
    }
    throw UnreadableMemory.implausible("libjvm's table of fields has no end");
  }

  public boolean hasField(String type, String field) throws UnreadableMemory {
    return fieldEntry(type, field) != NONE;
  }

  /** The offset of this field in an instance of the type. */
  public long offset(String type, String field) throws UnreadableMemory {
    return memory.word(entryOf(type, field, false) + offsetOffset);
  }

  /** The address of this static field. */
  public long address(String type, String field) throws UnreadableMemory {
    return memory.word(entryOf(type, field, true) + addressOffset);
  }

  /** {@code sizeof} the type. */
  long size(String type) throws UnreadableMemory {
    long entry = types.entry(type);
    if (entry == NONE) {
      throw UnreadableMemory.unsupported("libjvm does not describe the type ".concat(type));
    }
    return memory.word(entry + sizeOffset);
  }

  public int intConstant(String name, int otherwise) throws UnreadableMemory {
    long entry = intConstants.entry(name);
    return entry == NONE ? otherwise : memory.int32(entry + intValueOffset);
  }

  long longConstant(String name, long otherwise) throws UnreadableMemory {
    long entry = longConstants.entry(name);
    return entry == NONE ? otherwise : memory.word(entry + longValueOffset);
  }

  private long entryOf(String type, String field, boolean isStatic) throws UnreadableMemory {
    long entry = fieldEntry(type, field);
    if (entry == NONE || isStatic != (memory.int32(entry + isStaticOffset) != 0)) {
      throw UnreadableMemory.unsupported(
          "libjvm does not describe the field ".concat(type).concat("::").concat(field));
    }
    return entry;
  }

  private long fieldEntry(String type, String field) throws UnreadableMemory {
    long[] runs = runsByType.get(type);
    if (runs == null) {
      return NONE;
    }
    for (int i = 0; i < runs.length; i += 2) {
      for (long entry = runs[i]; entry <= runs[i + 1]; entry += structs.stride) {
        if (isAt(memory.word(entry + fieldNameOffset), field)) {
          return entry;
        }
      }
    }
    return NONE;
  }

  private boolean isAt(long address, String name) throws UnreadableMemory {
    for (int i = 0; i < name.length(); i++) {
      if (memory.uint8(address + i) != name.charAt(i)) {
        return false;
      }
    }
    return memory.uint8(address + name.length()) == 0;
  }

  private final class Table {
    final long start;
    final long stride;
    final long nameOffset;

    Table(long start, long stride, long nameOffset) throws UnreadableMemory {
      if (stride < 8 || stride > 1024 || nameOffset < 0 || nameOffset > stride) {
        throw UnreadableMemory.implausible("libjvm's tables are not laid out as such");
      }
      this.start = start;
      this.stride = stride;
      this.nameOffset = nameOffset;
    }

    /** The entry with this name, or {@link #NONE}. */
    long entry(String wanted) throws UnreadableMemory {
      long entry = start;
      for (int i = 0; i < MOST_ENTRIES; i++, entry += stride) {
        long name = memory.word(entry + nameOffset);
        if (name == NONE) {
          return NONE;
        }
        if (isAt(name, wanted)) {
          return entry;
        }
      }
      throw UnreadableMemory.implausible("libjvm's tables have no end");
    }
  }
}
