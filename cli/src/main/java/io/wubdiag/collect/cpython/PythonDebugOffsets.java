package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The field offsets that CPython 3.13 publishes for tools at the beginning of {@code _PyRuntime}:
 * {@code struct _Py_DebugOffsets} (Include/internal/pycore_runtime.h of 3.13). Its members are
 * words: a cookie, the version, whether the build is free-threaded, and for each struct the size
 * and the offsets of some fields.
 */
final class PythonDebugOffsets {
  private static final byte[] COOKIE = "xdebugpy".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 8;
  private static final int FREE_THREADED = 16;
  private static final int FIRST_STRUCT = 24;

  /** Larger than any struct of 3.13; the runtime state has about 300,000 bytes. */
  private static final long LARGEST = 16 << 20;

  /** A line for each struct: its name, and the names of the fields that are used. */
  private static final String[] STRUCTS = {
    "runtime_state - _PyRuntimeState.interpreters.head",
    "interpreter_state - PyInterpreterState.next PyInterpreterState.threads.head -"
        + " PyInterpreterState.imports.modules - - - - - - -",
    "thread_state - PyThreadState.next - PyThreadState.current_frame PyThreadState.thread_id"
        + " PyThreadState.native_thread_id - -",
    "interpreter_frame _PyInterpreterFrame.previous _PyInterpreterFrame.f_executable"
        + " _PyInterpreterFrame.instr_ptr _PyInterpreterFrame.localsplus _PyInterpreterFrame.owner",
    "code_object PyCodeObject.co_filename PyCodeObject.co_name PyCodeObject.co_qualname"
        + " PyCodeObject.co_linetable PyCodeObject.co_firstlineno - - -"
        + " PyCodeObject.co_code_adaptive",
    "pyobject PyObject.ob_type",
    "type_object PyTypeObject.tp_name - PyTypeObject.tp_flags",
    "tuple_object - -",
    "list_object - -",
    "dict_object PyDictObject.ma_keys PyDictObject.ma_values",
    "float_object -",
    "long_object PyLongObject.long_value.lv_tag PyLongObject.long_value.ob_digit",
    "bytes_object PyVarObject.ob_size PyBytesObject.ob_sval",
    "unicode_object PyASCIIObject.state PyASCIIObject.length PyASCIIObject",
  };

  private PythonDebugOffsets() {}

  /**
   * Reads the offsets.
   *
   * @param runtime the address of {@code _PyRuntime}
   * @param version the version that they must have
   * @throws UnreadableMemory if the build is free-threaded, or the offsets are implausible
   */
  static Map<String, Integer> read(Memory memory, long runtime, PythonVersion version)
      throws UnreadableMemory {
    if (!Arrays.equals(memory.bytes(runtime, COOKIE.length), COOKIE)
        || memory.word(runtime + VERSION) != Integer.toUnsignedLong(version.hex())) {
      throw UnreadableMemory.implausible("CPython " + version + " without offsets of its fields");
    }
    if (memory.word(runtime + FREE_THREADED) != 0) {
      throw UnreadableMemory.unsupported(
          "it is a free-threaded build of CPython " + version + ", whose locks are not known");
    }
    Map<String, Integer> offsets = new HashMap<>();
    long at = runtime + FIRST_STRUCT;
    for (String struct : STRUCTS) {
      String[] names = struct.split(" ");
      long size = memory.word(at);
      for (int i = 1; i < names.length; i++) {
        long offset = memory.word(at + 8L * i);
        if (names[i].equals("-")) {
          continue;
        }
        if (size < 0 || size > LARGEST || offset < 0 || offset >= size) {
          throw UnreadableMemory.implausible(names[i] + " is not within its struct");
        }
        offsets.put(names[i], (int) offset);
      }
      at += 8L * names.length;
    }
    return offsets;
  }
}
