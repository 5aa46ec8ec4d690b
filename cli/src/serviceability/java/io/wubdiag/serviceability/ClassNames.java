package io.wubdiag.serviceability;

import sun.jvm.hotspot.oops.Klass;

/** Converts class names to Java's form. */
final class ClassNames {
  private ClassNames() {}

  /**
   * The class name with dots. A slash separates the address that HotSpot appends to a hidden class'
   * name, as in {@code Class.getName()}.
   */
  static String external(Klass klass) {
    return external(klass.getName().asString());
  }

  static String external(String internal) {
    String name = internal.replace('/', '.');
    int address = name.lastIndexOf("+0x");
    return address < 0 ? name : name.substring(0, address) + '/' + name.substring(address + 1);
  }
}
