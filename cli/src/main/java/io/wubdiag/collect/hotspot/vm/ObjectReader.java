package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects in the heap of another JVM: their class, fields, elements, text, identity hash
 * (JDK: {@code oops/oop.hpp}, {@code oops/markWord.hpp}, {@code oops/arrayOop.hpp}). Follows
 * references one by one and never searches the heap.
 */
public final class ObjectReader {
  /** The two lowest bits of an object's first word while a collection moves it. */
  private static final int FORWARDED = 3;

  private static final int MOST_ELEMENTS = 1 << 22;

  private final Memory memory;
  private final References references;
  private final Classes classes;
  private final boolean compactHeaders;
  private final boolean narrowClasses;
  private final boolean shenandoah;
  private final long narrowBase;
  private final int narrowShift;
  private final int compactShift;
  private final long classOffset;

  public ObjectReader(
      Memory memory, VmTables tables, VmFlags flags, References references, Classes classes)
      throws UnreadableMemory {
    this.memory = memory;
    this.references = references;
    this.classes = classes;
    compactHeaders = flags.isOn("UseCompactObjectHeaders");
    narrowClasses = compactHeaders || flags.isOn("UseCompressedClassPointers");
    shenandoah = flags.isOn("UseShenandoahGC");
    String type = "CompressedKlassPointers";
    boolean renamed = tables.hasField(type, "_base");
    narrowBase = memory.word(tables.address(type, renamed ? "_base" : "_narrow_klass._base"));
    narrowShift = memory.int32(tables.address(type, renamed ? "_shift" : "_narrow_klass._shift"));
    compactShift = (int) tables.longConstant("markWord::klass_shift", 42);
    classOffset = tables.offset("oopDesc", "_metadata._klass");
  }

  /** The object itself, or its new address if Shenandoah has moved it. */
  private long current(long object) throws UnreadableMemory {
    long mark = memory.word(object);
    if ((mark & FORWARDED) != FORWARDED) {
      return object;
    }
    if (!shenandoah) {
      throw UnreadableMemory.implausible("a collection is moving the object");
    }
    return mark & ~FORWARDED;
  }

  /** The object's class. */
  public JavaClass classOf(long object) throws UnreadableMemory {
    return classes.at(classAddress(object));
  }

  /**
   * The address of the class of a possible object, in HotSpot's memory; any number if no object is
   * there.
   */
  public long classAddress(long object) throws UnreadableMemory {
    if ((object & 7) != 0) {
      throw UnreadableMemory.implausible("not an object");
    }
    long at = current(object);
    if (!narrowClasses) {
      return memory.word(at + classOffset);
    }
    long narrow =
        compactHeaders ? memory.word(at) >>> compactShift : memory.uint32(at + classOffset);
    return narrowBase + (narrow << narrowShift);
  }

  public boolean isA(long object, String className) throws UnreadableMemory {
    return classOf(object).isA(className);
  }

  public boolean hasField(long object, String declaring, String name) throws UnreadableMemory {
    JavaClass ancestor = classOf(object).ancestor(declaring);
    return ancestor != null && classes.declares(ancestor, name, false);
  }

  /** The address of an object's field that this class declares. */
  private long field(long object, String declaring, String name) throws UnreadableMemory {
    JavaClass ancestor = classOf(object).ancestor(declaring);
    if (ancestor == null) {
      throw UnreadableMemory.implausible("the object is no ".concat(declaring));
    }
    return current(object) + classes.instanceField(ancestor, name);
  }

  public int intField(long object, String declaring, String name) throws UnreadableMemory {
    return memory.int32(field(object, declaring, name));
  }

  public long longField(long object, String declaring, String name) throws UnreadableMemory {
    return memory.word(field(object, declaring, name));
  }

  public boolean booleanField(long object, String declaring, String name) throws UnreadableMemory {
    return memory.uint8(field(object, declaring, name)) != 0;
  }

  /** The object that a field refers to, 0 for null. */
  public long reference(long object, String declaring, String name) throws UnreadableMemory {
    return references.inHeap(field(object, declaring, name));
  }

  /** The text of a field of type {@code String}, cut at a limit; null for null. */
  public @Nullable String text(long object, String declaring, String name, int limit)
      throws UnreadableMemory {
    long string = reference(object, declaring, name);
    return string == 0 ? null : string(string, limit);
  }

  /** The text of a {@code String}, cut at a limit. */
  public String string(long string, int limit) throws UnreadableMemory {
    long array = reference(string, "java.lang.String", "value");
    boolean utf16 = memory.uint8(field(string, "java.lang.String", "coder")) != 0;
    int bytes = Math.min(length(array), utf16 ? 2 * limit : limit);
    if (!classOf(array).name().equals("[B")) {
      throw UnreadableMemory.implausible("not a string");
    }
    byte[] text = memory.bytes(current(array) + classes.firstElement(classOf(array)), bytes);
    return new String(text, utf16 ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1);
  }

  /** The length of an array. */
  public int length(long array) throws UnreadableMemory {
    long offset = compactHeaders ? classOffset : narrowClasses ? classOffset + 4 : classOffset + 8;
    int length = memory.int32(current(array) + offset);
    if (length < 0 || length > MOST_ELEMENTS || classOf(array).name().charAt(0) != '[') {
      throw UnreadableMemory.implausible("not an array");
    }
    return length;
  }

  /** The object in an element of an array of objects, 0 for null. */
  public long element(long array, int index) throws UnreadableMemory {
    long first = current(array) + classes.firstElement(classOf(array));
    return references.inHeap(first + (long) index * references.size());
  }

  /** The object that a static field refers to, 0 for null. */
  public long staticReference(JavaClass declaring, String name) throws UnreadableMemory {
    long mirror = current(classes.mirror(declaring.address()));
    return references.inHeap(mirror + classes.staticField(declaring, name));
  }

  public boolean declaresStatic(JavaClass declaring, String name) throws UnreadableMemory {
    return classes.declares(declaring, name, true);
  }

  /**
   * The value of a static field of type {@code int}, or the other number if the field does not
   * exist.
   */
  public int staticInt(JavaClass declaring, String name, int otherwise) throws UnreadableMemory {
    if (!classes.declares(declaring, name, true)) {
      return otherwise;
    }
    long mirror = current(classes.mirror(declaring.address()));
    return memory.int32(mirror + classes.staticField(declaring, name));
  }
}
