package io.wubdiag.collect.elf;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * The dynamic symbols of a shared object that a process has mapped (ELF-64, System V gABI; hash
 * table as GNU ld writes it, {@code DT_GNU_HASH}). They are read from the mapping, not from the
 * file: the file may have been deleted or replaced, or lie in another mount namespace.
 */
public final class DynamicSymbols {
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int DT_NULL = 0;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_GNU_HASH = 0x6ffffef5;

  private static final int SYMBOL_SIZE = 24;
  private static final int MOST_DYNAMIC_ENTRIES = 256;
  private static final int LONGEST_CHAIN = 4096;

  private final Memory memory;
  private final String object;
  private final long bias;
  private final long strings;
  private final long symbols;
  private final long hashTable;

  /**
   * The symbols of the object whose first page is mapped at {@code base}.
   *
   * @throws UnreadableMemory if no object is mapped there, or this reader does not understand it
   */
  public DynamicSymbols(Memory memory, long base) throws UnreadableMemory {
    this(memory, base, "libjvm");
  }

  /**
   * The symbols of the object whose first page is mapped at {@code base}.
   *
   * @param object its name in messages
   */
  public DynamicSymbols(Memory memory, long base, String object) throws UnreadableMemory {
    this.memory = memory;
    this.object = object;
    byte[] start = memory.bytes(base, ElfHeader.SIZE);
    if (!ElfHeader.isOne(start)) {
      throw UnreadableMemory.implausible("no ELF header at the address of ".concat(object));
    }
    ElfHeader header = ElfHeader.of(start);
    if (!header.supported()) {
      throw UnreadableMemory.unsupported(object.concat(" is not 64-bit little-endian"));
    }
    long firstLoaded = 0;
    long dynamic = 0;
    boolean loaded = false;
    for (int i = 0; i < header.programHeaderCount(); i++) {
      long entry = base + header.programHeaders() + (long) i * header.programHeaderSize();
      int type = memory.int32(entry);
      if (type == PT_LOAD && !loaded) {
        firstLoaded = memory.word(entry + 16);
        loaded = true;
      } else if (type == PT_DYNAMIC) {
        dynamic = memory.word(entry + 16);
      }
    }
    if (!loaded || dynamic == 0) {
      throw UnreadableMemory.implausible("no dynamic section in ".concat(object));
    }
    bias = base - firstLoaded;
    long stringTable = 0;
    long symbolTable = 0;
    long gnuHash = 0;
    for (int i = 0; i < MOST_DYNAMIC_ENTRIES; i++) {
      long entry = bias + dynamic + 16L * i;
      long tag = memory.word(entry);
      if (tag == DT_NULL) {
        break;
      } else if (tag == DT_STRTAB) {
        stringTable = relocated(memory.word(entry + 8));
      } else if (tag == DT_SYMTAB) {
        symbolTable = relocated(memory.word(entry + 8));
      } else if (tag == DT_GNU_HASH) {
        gnuHash = relocated(memory.word(entry + 8));
      }
    }
    if (stringTable == 0 || symbolTable == 0 || gnuHash == 0) {
      throw UnreadableMemory.unsupported(object.concat(" has no GNU hash table of symbols"));
    }
    strings = stringTable;
    symbols = symbolTable;
    hashTable = gnuHash;
  }

  /**
   * The run-time address of an entry of the dynamic section. glibc makes these addresses absolute
   * when it loads the object, musl does not.
   */
  private long relocated(long address) {
    return Long.compareUnsigned(address, bias) < 0 ? bias + address : address;
  }

  /**
   * The address of this symbol.
   *
   * @throws UnreadableMemory if the object does not define it
   */
  public long address(String name) throws UnreadableMemory {
    long buckets = memory.uint32(hashTable);
    long firstHashed = memory.uint32(hashTable + 4);
    long bloomWords = memory.uint32(hashTable + 8);
    if (buckets == 0) {
      throw missing(name);
    }
    long bucketTable = hashTable + 16 + 8 * bloomWords;
    long chainTable = bucketTable + 4 * buckets;
    int hash = hash(name);
    long index = memory.uint32(bucketTable + 4 * ((hash & 0xffff_ffffL) % buckets));
    for (int i = 0; i < LONGEST_CHAIN && index >= firstHashed; i++, index++) {
      int chained = memory.int32(chainTable + 4 * (index - firstHashed));
      if ((chained | 1) == (hash | 1)) {
        long symbol = symbols + SYMBOL_SIZE * index;
        if (isAt(strings + memory.uint32(symbol), name)) {
          return bias + memory.word(symbol + 8);
        }
      }
      if ((chained & 1) != 0) {
        break;
      }
    }
    throw missing(name);
  }

  private boolean isAt(long address, String name) throws UnreadableMemory {
    for (int i = 0; i < name.length(); i++) {
      if (memory.uint8(address + i) != name.charAt(i)) {
        return false;
      }
    }
    return memory.uint8(address + name.length()) == 0;
  }

  private static int hash(String name) {
    int hash = 5381;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 33 + name.charAt(i);
    }
    return hash;
  }

  private UnreadableMemory missing(String name) {
    return UnreadableMemory.unsupported(object.concat(" does not export ").concat(name));
  }
}
