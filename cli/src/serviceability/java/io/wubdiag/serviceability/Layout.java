package io.wubdiag.serviceability;

import java.util.List;
import sun.jvm.hotspot.memory.SystemDictionary;
import sun.jvm.hotspot.oops.Field;
import sun.jvm.hotspot.oops.InstanceKlass;
import sun.jvm.hotspot.runtime.VM;

/**
 * A JVM's layout of its objects, which depends on options such as {@code UseCompressedOops} and
 * {@code UseCompactObjectHeaders}.
 *
 * <p>The Serviceability Agent finds the fields of a few classes once, and assumes the same offsets
 * in every JVM that it reads later ({@code OopUtilities}).
 *
 * @param narrow whether references take half a word
 * @param offsets of an array, an object and a number; the same options decide on all others
 */
record Layout(boolean narrow, List<Long> offsets) {

  /** The layout of the JVM that the Serviceability Agent reads now. */
  static Layout ofTarget() {
    return new Layout(
        VM.getVM().isCompressedOopsEnabled(),
        List.of(
            offset(SystemDictionary.getStringKlass(), "value", "[B"),
            offset(SystemDictionary.getThreadKlass(), "name", "Ljava/lang/String;"),
            offset(SystemDictionary.getThreadKlass(), "tid", "J")));
  }

  private static long offset(InstanceKlass klass, String name, String signature) {
    Field field = klass.findField(name, signature);
    return field == null ? 0 : field.getOffset();
  }
}
