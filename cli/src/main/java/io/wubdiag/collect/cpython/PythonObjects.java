package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.LittleEndian;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python objects in the layout of CPython 3.11 to 3.13. Each pointer is checked by its
 * object's type before it is followed; an implausible object is rejected.
 */
final class PythonObjects {
  private static final int LONGEST_TEXT = 4096;
  private static final int LONGEST_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 16;

  /** {@code dk_kind} of keys of any type; the other kinds have only strings. */
  private static final int GENERAL_KEYS = 0;

  /** {@code Py_TPFLAGS_MANAGED_DICT}. */
  private static final long MANAGED_DICT = 1 << 4;

  /** {@code Py_TPFLAGS_INLINE_VALUES}, from 3.13 on. */
  private static final long INLINE_VALUES = 1 << 2;

  /** {@code PyDictValues.valid}: a byte before the values, from 3.13 on. */
  private static final int VALID = 3;

  /**
   * {@code _PyObject_ValuesPointer} of 3.11 and {@code _PyObject_ManagedDictPointer}: words before
   * an object (Include/internal/pycore_object.h).
   */
  private static final int VALUES = -4 * 8;

  private static final int MANAGED = -3 * 8;

  private final Memory memory;
  private final PythonLayout layout;
  private final Map<Long, String> typeNames = new HashMap<>();

  PythonObjects(Memory memory, PythonLayout layout) {
    this.memory = memory;
    this.layout = layout;
  }

  /** A word-sized field of this struct. */
  long word(long struct, String field) throws UnreadableMemory {
    return memory.word(struct + layout.of(field));
  }

  int int32(long struct, String field) throws UnreadableMemory {
    return memory.int32(struct + layout.of(field));
  }

  /** Whether this is CPython 3.{@code version} or later. */
  boolean since(int version) {
    return layout.since(version);
  }

  int offset(String field) {
    return layout.of(field);
  }

  /** The name of an object's type; empty if no object is there. */
  String typeOf(long object) {
    if (object == 0 || (object & 7) != 0) {
      return "";
    }
    try {
      long type = word(object, "PyObject.ob_type");
      String known = typeNames.get(type);
      if (known == null) {
        known = memory.cString(word(type, "PyTypeObject.tp_name"), 100);
        typeNames.put(type, known);
      }
      return known;
    } catch (UnreadableMemory noObject) {
      return "";
    }
  }

  /**
   * The text of a {@code str}; null for another type, or a {@code str} that is not compact. A very
   * long text is cut off.
   */
  @Nullable String text(long object) throws UnreadableMemory {
    if (!typeOf(object).equals("str")) {
      return null;
    }
    long length = word(object, "PyASCIIObject.length");
    int state = int32(object, "PyASCIIObject.state");
    int width = state >>> 2 & 7; // after the two bits of "interned"
    boolean compact = (state >>> 5 & 1) != 0;
    boolean ascii = (state >>> 6 & 1) != 0;
    if (!compact || length < 0 || width != 1 && width != 2 && width != 4) {
      return null;
    }
    int count = (int) Math.min(length, LONGEST_TEXT);
    int header = layout.of(ascii ? "PyASCIIObject" : "PyCompactUnicodeObject");
    byte[] bytes = memory.bytes(object + header, count * width);
    if (width == 1) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      int point = width == 2 ? LittleEndian.uint16(bytes, 2 * i) : LittleEndian.int32(bytes, 4 * i);
      text.appendCodePoint(Character.isValidCodePoint(point) ? point : '?');
    }
    return text.toString();
  }

  /** A non-negative {@code int} of at most 60 bits; -1 for any other object. */
  long number(long object) throws UnreadableMemory {
    if (!typeOf(object).equals("int")) {
      return -1;
    }
    long digits = digits(object);
    if (digits < 0 || digits > 2) {
      return -1;
    }
    int first = layout.of(since(12) ? "PyLongObject.long_value.ob_digit" : "PyLongObject.ob_digit");
    long value = 0;
    for (int i = (int) digits - 1; i >= 0; i--) {
      value = value << 30 | memory.uint32(object + first + 4L * i);
    }
    return value;
  }

  /**
   * The number of digits of an {@code int}, negative for a negative one. From 3.12 on its tag has
   * the number above three bits, of which the second is the sign (Include/internal/pycore_long.h).
   */
  private long digits(long object) throws UnreadableMemory {
    if (!since(12)) {
      return word(object, "PyVarObject.ob_size");
    }
    long tag = word(object, "PyLongObject.long_value.lv_tag");
    return (tag & 2) != 0 ? -(tag >>> 3) : tag >>> 3;
  }

  /** The contents of a {@code bytes}. */
  byte[] bytes(long object) throws UnreadableMemory {
    if (!typeOf(object).equals("bytes")) {
      throw UnreadableMemory.implausible("not bytes");
    }
    long length = word(object, "PyVarObject.ob_size");
    if (length < 0 || length > LONGEST_BYTES) {
      throw UnreadableMemory.implausible("bytes of no plausible length");
    }
    return memory.bytes(object + layout.of("PyBytesObject.ob_sval"), (int) length);
  }

  /** The entries of a {@code dict}: addresses of values by addresses of keys. */
  Map<Long, Long> entries(long dict) throws UnreadableMemory {
    if (!typeOf(dict).equals("dict")) {
      return Map.of();
    }
    long values = word(dict, "PyDictObject.ma_values");
    return entries(word(dict, "PyDictObject.ma_keys"), values == 0 ? 0 : firstOf(values));
  }

  /** The address of the first value in a {@code PyDictValues}. */
  private long firstOf(long values) {
    return since(13) ? values + layout.of("PyDictValues.values") : values;
  }

  /**
   * The entries of a table of keys.
   *
   * @param values the address of the values; 0 if they are beside their keys
   */
  private Map<Long, Long> entries(long keys, long values) throws UnreadableMemory {
    boolean general = memory.uint8(keys + layout.of("PyDictKeysObject.dk_kind")) == GENERAL_KEYS;
    int indexBytes = memory.uint8(keys + layout.of("PyDictKeysObject.dk_log2_index_bytes"));
    long count = word(keys, "PyDictKeysObject.dk_nentries");
    if (indexBytes > 30 || count < 0 || count > MOST_ENTRIES) {
      throw UnreadableMemory.implausible("not a table of keys");
    }
    long entry = keys + layout.of("PyDictKeysObject.dk_indices") + (1L << indexBytes);
    Map<Long, Long> found = new HashMap<>();
    for (int i = 0; i < count; i++) {
      long key = memory.word(general ? entry + 8 : entry);
      long value = memory.word(values != 0 ? values + 8L * i : entry + (general ? 16 : 8));
      entry += general ? 24 : 16;
      if (key != 0 && value != 0) {
        found.put(key, value);
      }
    }
    return found;
  }

  /** The value of a string key in a {@code dict}; 0 if absent. */
  long get(long dict, String name) throws UnreadableMemory {
    return named(entries(dict), name);
  }

  /** An attribute of an instance of a Python class; 0 if absent. */
  long attribute(long object, String name) throws UnreadableMemory {
    long type = word(object, "PyObject.ob_type");
    long flags = word(type, "PyTypeObject.tp_flags");
    if ((flags & MANAGED_DICT) == 0) {
      return 0;
    }
    long values = valuesOf(object, flags);
    return values != 0
        ? named(entries(word(type, "PyHeapTypeObject.ht_cached_keys"), values), name)
        : get(memory.word(object + MANAGED), name);
  }

  /** The address of attributes that are stored inline; 0 if they are in a dict. */
  private long valuesOf(long object, long flags) throws UnreadableMemory {
    if (since(13)) {
      long inline = object + layout.of("PyObject");
      boolean valid = (flags & INLINE_VALUES) != 0 && memory.uint8(inline + VALID) != 0;
      return valid ? firstOf(inline) : 0;
    }
    if (since(
        12)) { // one word for both: a pointer to values is tagged, odd, one less than their address
      long either = memory.word(object + MANAGED);
      return (either & 1) != 0 ? either + 1 : 0;
    }
    return memory.word(object + VALUES);
  }

  private long named(Map<Long, Long> entries, String name) throws UnreadableMemory {
    for (Map.Entry<Long, Long> entry : entries.entrySet()) {
      if (name.equals(text(entry.getKey()))) {
        return entry.getValue();
      }
    }
    return 0;
  }
}
