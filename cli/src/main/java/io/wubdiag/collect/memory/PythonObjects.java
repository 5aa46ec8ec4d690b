package io.wubdiag.collect.memory;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python objects as CPython 3.11 lays them out. Each pointer is checked by its object's type
 * before it is followed; what does not look right is no object.
 */
final class PythonObjects {
  private static final int LONGEST_TEXT = 4096;
  private static final int LONGEST_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 16;

  /** {@code dk_kind} of keys that are objects of any type; of the other kinds all are strings. */
  private static final int GENERAL_KEYS = 0;

  /** {@code Py_TPFLAGS_MANAGED_DICT}. */
  private static final long MANAGED_DICT = 1 << 4;

  /**
   * {@code _PyObject_ValuesPointer} and {@code _PyObject_ManagedDictPointer}: words before an
   * object (Include/internal/pycore_object.h).
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

  /** A field of that struct that is a word. */
  long word(long struct, String field) throws UnreadableMemory {
    return memory.word(struct + layout.of(field));
  }

  int int32(long struct, String field) throws UnreadableMemory {
    return memory.int32(struct + layout.of(field));
  }

  int offset(String field) {
    return layout.of(field);
  }

  /** The name of an object's type; empty if there is no object. */
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

  /** A {@code str}; null if it is none, or not compact. Cut off if it is very long. */
  @Nullable String text(long object) throws UnreadableMemory {
    if (!typeOf(object).equals("str")) {
      return null;
    }
    long length = word(object, "PyASCIIObject.length");
    int state = int32(object, "PyASCIIObject.state");
    int width = state >>> 2 & 7; // after two bits, interned
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

  /** An {@code int} of at most 60 bits that is not negative; -1 for any other. */
  long number(long object) throws UnreadableMemory {
    if (!typeOf(object).equals("int")) {
      return -1;
    }
    long digits = word(object, "PyVarObject.ob_size");
    if (digits < 0 || digits > 2) {
      return -1;
    }
    long value = 0;
    for (int i = (int) digits - 1; i >= 0; i--) {
      value = value << 30 | memory.uint32(object + layout.of("PyLongObject.ob_digit") + 4L * i);
    }
    return value;
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

  /** What a {@code dict} holds, values by keys, both addresses. */
  Map<Long, Long> entries(long dict) throws UnreadableMemory {
    if (!typeOf(dict).equals("dict")) {
      return Map.of();
    }
    long values = word(dict, "PyDictObject.ma_values");
    return entries(word(dict, "PyDictObject.ma_keys"), values);
  }

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

  /** What a {@code dict} holds under a string; 0 for nothing. */
  long get(long dict, String name) throws UnreadableMemory {
    return named(entries(dict), name);
  }

  /** The attribute of an instance of a class that is written in Python; 0 for none. */
  long attribute(long object, String name) throws UnreadableMemory {
    long type = word(object, "PyObject.ob_type");
    if ((word(type, "PyTypeObject.tp_flags") & MANAGED_DICT) == 0) {
      return 0;
    }
    long values = memory.word(object + VALUES);
    return values != 0
        ? named(entries(word(type, "PyHeapTypeObject.ht_cached_keys"), values), name)
        : get(memory.word(object + MANAGED), name);
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
