package io.wubdiag.collect.cpython;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The offsets of fields in CPython's structs, in bytes. The numbers hold for release builds of
 * CPython 3.11, 3.12 and 3.13 on any 64-bit Linux: Include/internal/pycore_runtime.h,
 * pycore_interp.h, pycore_frame.h and pycore_dict.h, Include/cpython/pystate.h, code.h, object.h,
 * dictobject.h, unicodeobject.h and longintrepr.h, Modules/_threadmodule.c. A debug build has other
 * offsets. gdb can read them from its debug symbols, and 3.13 has most of them in memory ({@link
 * PythonDebugOffsets}).
 */
public final class PythonLayout {
  private static final int FIRST_MINOR = 11;

  /** A line: the field, and its offset in 3.11, 3.12 and 3.13; a dash if absent. */
  private static final String[] FIELDS = {
    "_PyRuntimeState.interpreters.head 40 40 632",
    "PyInterpreterState.next 0 0 7264",
    "PyInterpreterState.threads.head 16 72 7344",
    "PyInterpreterState.modules 888 - -",
    "PyInterpreterState.imports.modules - 944 7656",
    "PyThreadState.next 8 8 8",
    "PyThreadState.cframe 56 56 -",
    "PyThreadState.current_frame - - 72",
    "PyThreadState.thread_id 152 136 152",
    "PyThreadState.native_thread_id 160 144 160",
    "_PyCFrame.current_frame 8 0 -",
    "_PyInterpreterFrame.f_globals 8 24 24",
    "_PyInterpreterFrame.f_code 32 0 -",
    "_PyInterpreterFrame.f_executable - - 0",
    "_PyInterpreterFrame.previous 48 8 8",
    "_PyInterpreterFrame.prev_instr 56 56 -",
    "_PyInterpreterFrame.instr_ptr - - 56",
    "_PyInterpreterFrame.owner - 70 70",
    "_PyInterpreterFrame.localsplus 72 72 72",
    "PyCodeObject.co_stacksize 68 64 64",
    "PyCodeObject.co_firstlineno 72 68 68",
    "PyCodeObject.co_nlocalsplus 76 72 72",
    "PyCodeObject.co_filename 112 112 112",
    "PyCodeObject.co_name 120 120 120",
    "PyCodeObject.co_qualname 128 128 128",
    "PyCodeObject.co_linetable 136 136 136",
    "PyCodeObject.co_code_adaptive 184 192 200",
    "PyObject 16 16 16",
    "PyObject.ob_type 8 8 8",
    "PyTypeObject.tp_name 24 24 24",
    "PyTypeObject.tp_flags 168 168 168",
    "PyHeapTypeObject.ht_cached_keys 872 880 880",
    "PyVarObject.ob_size 16 16 16",
    "PyBytesObject.ob_sval 32 32 32",
    "PyLongObject.ob_digit 24 - -",
    "PyLongObject.long_value.lv_tag - 16 16",
    "PyLongObject.long_value.ob_digit - 24 24",
    "PyASCIIObject.length 16 16 16",
    "PyASCIIObject.state 32 32 32",
    "PyASCIIObject 48 40 40",
    "PyCompactUnicodeObject 72 56 56",
    "PyDictObject.ma_keys 32 32 32",
    "PyDictObject.ma_values 40 40 40",
    "PyDictValues.values - - 8",
    "PyDictKeysObject.dk_log2_index_bytes 9 9 9",
    "PyDictKeysObject.dk_kind 10 10 10",
    "PyDictKeysObject.dk_nentries 24 24 24",
    "PyDictKeysObject.dk_indices 32 32 32",
    "PyModuleObject.md_dict 16 16 16",
    "PyCFunctionObject.m_self 24 24 24",
    "lockobject.lock_lock 16 16 16",
    "rlockobject.rlock_lock 16 16 16",
    "rlockobject.rlock_owner 24 24 24",
  };

  private final int minor;
  private final Map<String, Integer> offsets;

  private PythonLayout(int minor, Map<String, Integer> offsets) {
    this.minor = minor;
    this.offsets = offsets;
  }

  /**
   * The layout of a release of CPython 3; empty if it is not known.
   *
   * @param minor 11 for 3.11
   */
  public static Optional<PythonLayout> of(int minor) {
    int column = minor - FIRST_MINOR + 1;
    Map<String, Integer> offsets = new HashMap<>();
    for (String field : FIELDS) {
      String[] columns = field.split(" ");
      if (column < 1 || column >= columns.length) {
        return Optional.empty();
      }
      if (!columns[column].equals("-")) {
        offsets.put(columns[0], Integer.valueOf(columns[column]));
      }
    }
    return Optional.of(new PythonLayout(minor, offsets));
  }

  /**
   * The layout of a build of the same version, from lines of a name and a number.
   *
   * @throws IllegalArgumentException if a line is missing or has no number
   */
  public PythonLayout ofBuild(List<String> lines) {
    Map<String, Integer> found = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      if (space > 0) {
        found.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
      }
    }
    if (!found.keySet().containsAll(offsets.keySet())) {
      throw new IllegalArgumentException("fields are missing");
    }
    return new PythonLayout(minor, found);
  }

  /** This layout with other offsets for some fields. */
  PythonLayout with(Map<String, Integer> others) {
    Map<String, Integer> all = new HashMap<>(offsets);
    all.putAll(others);
    return new PythonLayout(minor, all);
  }

  /**
   * The names in this layout: {@code STRUCT.FIELD} for a field's offset, {@code STRUCT} for a
   * struct's size.
   */
  public List<String> names() {
    return List.copyOf(new TreeSet<>(offsets.keySet()));
  }

  /** Whether this is the layout of CPython 3.{@code version} or later. */
  boolean since(int version) {
    return minor >= version;
  }

  int of(String name) {
    Integer offset = offsets.get(name);
    if (offset == null) {
      throw new IllegalArgumentException(name);
    }
    return offset;
  }
}
