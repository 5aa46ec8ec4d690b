package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;

/** This JVM's encoding of the fields that a class declares, and of their offsets. */
abstract class FieldTable {
  static final long ABSENT = -1;

  private static final int STATIC = 0x0008; // JVMS 4.5

  final Memory memory;
  private final long constantsOffset;
  private final long constantPoolSize;

  private FieldTable(Memory memory, VmTables tables) throws UnreadableMemory {
    this.memory = memory;
    constantsOffset = tables.offset("InstanceKlass", "_constants");
    constantPoolSize = tables.size("ConstantPool");
  }

  static FieldTable of(Memory memory, VmTables tables) throws UnreadableMemory {
    return tables.hasField("InstanceKlass", "_fieldinfo_stream")
        ? new Compressed(memory, tables)
        : new Plain(memory, tables);
  }

  /**
   * The offset of the field with this name in an instance (in the mirror, if static), or {@link
   * #ABSENT}.
   */
  abstract long offset(Classes classes, long klass, String name, boolean isStatic)
      throws UnreadableMemory;

  /** Whether this entry of the class' constant pool is this name. */
  final boolean isName(Classes classes, long klass, int index, String name)
      throws UnreadableMemory {
    long constants = memory.word(klass + constantsOffset);
    return classes.isSymbol(memory.word(constants + constantPoolSize + 8L * index), name);
  }

  /** The encoding up to JDK 20: six 16-bit numbers a field (JDK 17: {@code oops/fieldInfo.hpp}). */
  private static final class Plain extends FieldTable {
    private final long fieldsOffset;
    private final long countOffset;
    private final long dataOffset;
    private final int slots;
    private final int tagBits;

    Plain(Memory memory, VmTables tables) throws UnreadableMemory {
      super(memory, tables);
      fieldsOffset = tables.offset("InstanceKlass", "_fields");
      countOffset = tables.offset("InstanceKlass", "_java_fields_count");
      dataOffset = tables.offset("Array<u2>", "_data");
      slots = tables.intConstant("FieldInfo::field_slots", 6);
      tagBits = tables.intConstant("FIELDINFO_TAG_SIZE", 2);
    }

    @Override
    long offset(Classes classes, long klass, String name, boolean isStatic)
        throws UnreadableMemory {
      long array = memory.word(klass + fieldsOffset);
      int count = memory.uint16(klass + countOffset);
      if (memory.uint32(array) < (long) count * slots) {
        throw UnreadableMemory.implausible("not a class");
      }
      for (int i = 0; i < count; i++) {
        long field = array + dataOffset + 2L * slots * i;
        boolean sameKind = ((memory.uint16(field) & STATIC) != 0) == isStatic;
        if (sameKind && isName(classes, klass, memory.uint16(field + 2), name)) {
          long packed = memory.uint16(field + 8) | (long) memory.uint16(field + 10) << 16;
          return packed >> tagBits;
        }
      }
      return ABSENT;
    }
  }

  /**
   * The encoding from JDK 21 on: a stream of numbers of one to five bytes (JDK 25: {@code
   * utilities/unsigned5.hpp}, {@code oops/fieldInfo.hpp}, {@code sun.jvm.hotspot.oops.Field}).
   */
  private static final class Compressed extends FieldTable {
    private static final int MOST_FIELDS = 65_535;

    private final long streamOffset;
    private final long dataOffset;
    private final int optional;
    private long position;

    Compressed(Memory memory, VmTables tables) throws UnreadableMemory {
      super(memory, tables);
      streamOffset = tables.offset("InstanceKlass", "_fieldinfo_stream");
      dataOffset = tables.offset("Array<u1>", "_data");
      optional =
          1 << tables.intConstant("FieldInfo::FieldFlags::_ff_initialized", 0)
              | 1 << tables.intConstant("FieldInfo::FieldFlags::_ff_generic", 2)
              | 1 << tables.intConstant("FieldInfo::FieldFlags::_ff_contended", 4);
    }

    @Override
    long offset(Classes classes, long klass, String name, boolean isStatic)
        throws UnreadableMemory {
      position = memory.word(klass + streamOffset) + dataOffset;
      int count = next();
      next(); // the number of fields that the JVM has added itself
      if (count < 0 || count > MOST_FIELDS) {
        throw UnreadableMemory.implausible("not a class");
      }
      for (int i = 0; i < count; i++) {
        int nameIndex = next();
        next(); // signature
        int offset = next();
        boolean sameKind = ((next() & STATIC) != 0) == isStatic;
        int extras = Integer.bitCount(next() & optional);
        for (int extra = 0; extra < extras; extra++) {
          next();
        }
        if (sameKind && isName(classes, klass, nameIndex, name)) {
          return offset;
        }
      }
      return ABSENT;
    }

    /**
     * The next number. A byte below 192 ends it; no byte is 0; each byte is worth 64 times the
     * previous one.
     */
    private int next() throws UnreadableMemory {
      int value = 0;
      for (int i = 0; i < 5; i++) {
        int b = memory.uint8(position++);
        if (b == 0) {
          throw UnreadableMemory.implausible("a class' fields end too early");
        }
        value += (b - 1) << 6 * i;
        if (b < 192) {
          break;
        }
      }
      return value;
    }
  }
}
