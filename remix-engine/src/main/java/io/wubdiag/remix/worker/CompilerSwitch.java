package io.wubdiag.remix.worker;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * HotSpot's flag {@code UseCompiler}, found in this process's memory through the tables that libjvm
 * exports for the Serviceability Agent ({@code vmStructs.hpp}).
 *
 * <p>A forked child has no compiler threads. If a method becomes hot there, HotSpot queues it for
 * them and signals a condition variable on which they waited in the parent. Then glibc waits for
 * those waiters, which don't exist. With the flag off, nothing is queued.
 */
final class CompilerSwitch {
  private static final String FLAG = "UseCompiler";
  private static final int MOST_ENTRIES = 10_000;

  private final Pointer flag;

  private CompilerSwitch(Pointer flag) {
    this.flag = flag;
  }

  /**
   * Finds the flag.
   *
   * @throws IllegalStateException this JVM is not as expected
   */
  static CompilerSwitch find() {
    try {
      return new CompilerSwitch(
          flag(
              NativeLibrary.getInstance(
                  Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so")
                      .toString())));
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException("the JVM's tables were not found", e);
    }
  }

  private static Pointer flag(NativeLibrary jvm) {
    long size = flagSize(jvm);
    Pointer flags = field(jvm, "flags").address().getPointer(0);
    long count = field(jvm, "numFlags").address().getLong(0);
    long nameOffset = field(jvm, "_name").offset();
    long addressOffset = field(jvm, "_addr").offset();
    for (long i = 0; i < Math.min(count, MOST_ENTRIES); i++) {
      Pointer entry = flags.share(i * size);
      Pointer name = entry.getPointer(nameOffset);
      if (name != null && name.getString(0).equals(FLAG)) {
        return entry.getPointer(addressOffset);
      }
    }
    throw new IllegalStateException("the JVM has no flag " + FLAG);
  }

  /** A field of a class of the VM: a static field has an address, an instance field an offset. */
  private record Field(Pointer entry, NativeLibrary jvm) {
    Pointer address() {
      return entry.getPointer(word(jvm, "gHotSpotVMStructEntryAddressOffset"));
    }

    long offset() {
      return entry.getLong(word(jvm, "gHotSpotVMStructEntryOffsetOffset"));
    }
  }

  private static Field field(NativeLibrary jvm, String name) {
    long nameOffset = word(jvm, "gHotSpotVMStructEntryFieldNameOffset");
    Pointer entry =
        entry(
            jvm,
            "gHotSpotVMStructs",
            word(jvm, "gHotSpotVMStructEntryTypeNameOffset"),
            word(jvm, "gHotSpotVMStructEntryArrayStride"),
            candidate -> name.equals(candidate.getPointer(nameOffset).getString(0)));
    return new Field(entry, jvm);
  }

  private static long flagSize(NativeLibrary jvm) {
    Pointer type =
        entry(
            jvm,
            "gHotSpotVMTypes",
            word(jvm, "gHotSpotVMTypeEntryTypeNameOffset"),
            word(jvm, "gHotSpotVMTypeEntryArrayStride"),
            candidate -> true);
    return type.getLong(word(jvm, "gHotSpotVMTypeEntrySizeOffset"));
  }

  private interface Choice {
    boolean takes(Pointer entry);
  }

  /** The first entry of a table that describes JVMFlag and satisfies a condition. */
  private static Pointer entry(
      NativeLibrary jvm, String table, long typeOffset, long stride, Choice choice) {
    Pointer entry = jvm.getGlobalVariableAddress(table).getPointer(0);
    for (int i = 0; i < MOST_ENTRIES; i++, entry = entry.share(stride)) {
      Pointer type = entry.getPointer(typeOffset);
      if (type == null) {
        break;
      }
      if (type.getString(0).equals("JVMFlag") && choice.takes(entry)) {
        return entry;
      }
    }
    throw new IllegalStateException("the JVM's table " + table + " says nothing of its flags");
  }

  private static long word(NativeLibrary jvm, String variable) {
    return jvm.getGlobalVariableAddress(variable).getLong(0);
  }

  void set(boolean on) {
    flag.setByte(0, (byte) (on ? 1 : 0));
  }
}
