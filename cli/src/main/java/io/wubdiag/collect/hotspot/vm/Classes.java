package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of another JVM: their names, superclasses and fields (JDK: {@code oops/klass.hpp},
 * {@code oops/instanceKlass.hpp}, {@code oops/symbol.hpp}). To count as a class, it must have a
 * plausible name, a chain of superclasses that ends in {@code java.lang.Object}, and a {@code
 * java.lang.Class} object that refers back to it.
 */
public final class Classes {
  private static final int MOST_ANCESTORS = 64;
  private static final int LONGEST_NAME = 4096;

  private final Memory memory;
  private final References references;
  private final FieldTable fields;
  private final long nameOffset;
  private final long superOffset;
  private final long mirrorOffset;
  private final long layoutHelperOffset;
  private final long symbolLengthOffset;
  private final long symbolBodyOffset;
  private final long classInMirror;
  private final Map<Long, JavaClass> known = new HashMap<>();

  public Classes(Memory memory, VmTables tables, References references) throws UnreadableMemory {
    this.memory = memory;
    this.references = references;
    nameOffset = tables.offset("Klass", "_name");
    superOffset = tables.offset("Klass", "_super");
    mirrorOffset = tables.offset("Klass", "_java_mirror");
    layoutHelperOffset = tables.offset("Klass", "_layout_helper");
    symbolLengthOffset = tables.offset("Symbol", "_length");
    symbolBodyOffset = tables.offset("Symbol", "_body[0]");
    classInMirror = memory.int32(tables.address("java_lang_Class", "_klass_offset"));
    fields = FieldTable.of(memory, tables);
  }

  /** The class that HotSpot keeps at this address. */
  public JavaClass at(long address) throws UnreadableMemory {
    return at(address, 0);
  }

  private JavaClass at(long address, int depth) throws UnreadableMemory {
    JavaClass remembered = known.get(address);
    if (remembered != null) {
      return remembered;
    }
    if (depth > MOST_ANCESTORS || (address & 7) != 0) {
      throw UnreadableMemory.implausible("not a class");
    }
    String name = name(address);
    long superclass = memory.word(address + superOffset);
    if (superclass == 0 && !name.equals("java.lang.Object")) {
      throw UnreadableMemory.implausible("not a class");
    }
    if (memory.word(mirror(address) + classInMirror) != address) {
      throw UnreadableMemory.implausible("not a class");
    }
    @Nullable JavaClass parent = superclass == 0 ? null : at(superclass, depth + 1);
    JavaClass found = new JavaClass(address, name, parent);
    known.put(address, found);
    return found;
  }

  private String name(long address) throws UnreadableMemory {
    String name = symbol(memory.word(address + nameOffset)).replace('/', '.');
    if (name.isEmpty()) {
      throw UnreadableMemory.implausible("not a class");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c == 0x7f || c == 0xfffd) {
        throw UnreadableMemory.implausible("not a class");
      }
    }
    // A hidden class: the JVM's own name ends in '+' and an address, Class.getName() has '/'.
    int hidden = name.lastIndexOf("+0x");
    return hidden < 0
        ? name
        : name.substring(0, hidden).concat("/").concat(name.substring(hidden + 1));
  }

  String symbol(long symbol) throws UnreadableMemory {
    int length = memory.uint16(symbol + symbolLengthOffset);
    if (length > LONGEST_NAME) {
      throw UnreadableMemory.implausible("too long for a name");
    }
    byte[] body = memory.bytes(symbol + symbolBodyOffset, length);
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Whether this symbol equals this ASCII text. */
  boolean isSymbol(long symbol, String text) throws UnreadableMemory {
    int length = text.length();
    if (memory.uint16(symbol + symbolLengthOffset) != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (memory.uint8(symbol + symbolBodyOffset + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the class at this address has this name (with slashes). Reads only the name. */
  boolean isNamed(long address, String internalName) throws UnreadableMemory {
    return isSymbol(memory.word(address + nameOffset), internalName);
  }

  /** The class' {@code java.lang.Class} object, which also holds its static fields. */
  long mirror(long address) throws UnreadableMemory {
    return references.throughHandle(address + mirrorOffset);
  }

  /** The offset of the first element in an array of this class. */
  int firstElement(JavaClass arrayClass) throws UnreadableMemory {
    int helper = memory.int32(arrayClass.address() + layoutHelperOffset);
    if (helper >= 0) {
      throw UnreadableMemory.implausible("not an array");
    }
    return helper >> 16 & 0xff; // Klass::_lh_header_size_shift and its mask
  }

  /** The offset of this instance field in an object. */
  long instanceField(JavaClass declaring, String name) throws UnreadableMemory {
    return field(declaring, name, false);
  }

  /** The offset of this static field in the class' mirror. */
  long staticField(JavaClass declaring, String name) throws UnreadableMemory {
    return field(declaring, name, true);
  }

  private long field(JavaClass declaring, String name, boolean isStatic) throws UnreadableMemory {
    Long offset = declaring.offsets.get(name);
    if (offset == null) {
      offset = fields.offset(this, declaring.address(), name, isStatic);
      declaring.offsets.put(name, offset);
    }
    if (offset == FieldTable.ABSENT) {
      throw UnreadableMemory.unsupported(
          "no field ".concat(declaring.name()).concat(".").concat(name));
    }
    return offset;
  }

  boolean declares(JavaClass declaring, String name, boolean isStatic) throws UnreadableMemory {
    try {
      field(declaring, name, isStatic);
      return true;
    } catch (UnreadableMemory e) {
      return false;
    }
  }
}
