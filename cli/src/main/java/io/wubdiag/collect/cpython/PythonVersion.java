package io.wubdiag.collect.cpython;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * The version of CPython in a process.
 *
 * @param hex {@code PY_VERSION_HEX} (Include/patchlevel.h): a byte each for major, minor and micro
 *     number, then four bits for the release level and four for its serial number; 0 before 3.11
 */
record PythonVersion(int hex) {
  private static final int CANDIDATE = 0xC;

  /** Reads the version from the symbol {@code Py_Version}, which exists from 3.11 on. */
  static PythonVersion of(Memory memory, DynamicSymbols symbols) {
    try {
      return new PythonVersion(memory.int32(symbols.address("Py_Version")));
    } catch (UnreadableMemory older) {
      return new PythonVersion(0);
    }
  }

  int minor() {
    return hex >>> 16 & 0xff;
  }

  /** Whether this is a release of Python 3 or a release candidate, whose structs are final. */
  boolean isRelease() {
    return hex >>> 24 == 3 && (hex >>> 4 & 0xf) >= CANDIDATE;
  }

  @Override
  public String toString() {
    return hex == 0
        ? "before 3.11"
        : (hex >>> 24)
            + "."
            + minor()
            + "."
            + (hex >>> 8 & 0xff)
            + (isRelease() ? "" : " (not settled)");
  }
}
