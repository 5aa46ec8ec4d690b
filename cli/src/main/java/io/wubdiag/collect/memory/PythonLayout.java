package io.wubdiag.collect.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where CPython's structs have their fields, in bytes. The numbers are those of CPython 3.11 on any
 * 64-bit Linux, as a release is built: Include/internal/pycore_runtime.h, pycore_interp.h,
 * pycore_frame.h and pycore_dict.h, Include/cpython/pystate.h, code.h, object.h, dictobject.h,
 * unicodeobject.h and longintrepr.h, Modules/_threadmodule.c. A debug build has others; they stand
 * in its debug symbols, which gdb can read.
 */
public final class PythonLayout {
  private static final String[] FIELDS = {
    "_PyRuntimeState.interpreters.head 40",
    "PyInterpreterState.next 0",
    "PyInterpreterState.threads.head 16",
    "PyInterpreterState.modules 888",
    "PyThreadState.next 8",
    "PyThreadState.cframe 56",
    "PyThreadState.thread_id 152",
    "PyThreadState.native_thread_id 160",
    "_PyCFrame.current_frame 8",
    "_PyInterpreterFrame.f_globals 8",
    "_PyInterpreterFrame.f_code 32",
    "_PyInterpreterFrame.previous 48",
    "_PyInterpreterFrame.prev_instr 56",
    "_PyInterpreterFrame.localsplus 72",
    "PyCodeObject.co_stacksize 68",
    "PyCodeObject.co_firstlineno 72",
    "PyCodeObject.co_nlocalsplus 76",
    "PyCodeObject.co_filename 112",
    "PyCodeObject.co_name 120",
    "PyCodeObject.co_qualname 128",
    "PyCodeObject.co_linetable 136",
    "PyCodeObject.co_code_adaptive 184",
    "PyObject.ob_type 8",
    "PyTypeObject.tp_name 24",
    "PyTypeObject.tp_flags 168",
    "PyHeapTypeObject.ht_cached_keys 872",
    "PyVarObject.ob_size 16",
    "PyBytesObject.ob_sval 32",
    "PyLongObject.ob_digit 24",
    "PyASCIIObject.length 16",
    "PyASCIIObject.state 32",
    "PyASCIIObject 48",
    "PyCompactUnicodeObject 72",
    "PyDictObject.ma_keys 32",
    "PyDictObject.ma_values 40",
    "PyDictKeysObject.dk_log2_index_bytes 9",
    "PyDictKeysObject.dk_kind 10",
    "PyDictKeysObject.dk_nentries 24",
    "PyDictKeysObject.dk_indices 32",
    "PyModuleObject.md_dict 16",
    "PyCFunctionObject.m_self 24",
    "lockobject.lock_lock 16",
    "rlockobject.rlock_lock 16",
    "rlockobject.rlock_owner 24",
  };

  /** That of CPython 3.11. */
  public static final PythonLayout OF_3_11 = of(List.of(FIELDS));

  private final Map<String, Integer> offsets;

  private PythonLayout(Map<String, Integer> offsets) {
    this.offsets = offsets;
  }

  /**
   * From lines of a name and a number.
   *
   * @throws IllegalArgumentException if one is missing or is no number
   */
  public static PythonLayout of(List<String> lines) {
    Map<String, Integer> offsets = new HashMap<>();
    for (String line : lines) {
      int space = line.indexOf(' ');
      if (space > 0) {
        offsets.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
      }
    }
    if (!offsets.keySet().containsAll(names())) {
      throw new IllegalArgumentException("fields are missing");
    }
    return new PythonLayout(offsets);
  }

  /** {@code STRUCT.FIELD} for where a field is, {@code STRUCT} for how large it is. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String field : FIELDS) {
      names.add(field.substring(0, field.indexOf(' ')));
    }
    return names;
  }

  int of(String name) {
    Integer offset = offsets.get(name);
    if (offset == null) {
      throw new IllegalArgumentException(name);
    }
    return offset;
  }
}
