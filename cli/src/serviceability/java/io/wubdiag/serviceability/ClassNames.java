package io.wubdiag.serviceability;

import sun.jvm.hotspot.oops.Klass;

/** Names of classes as Java writes them. */
final class ClassNames {
  private ClassNames() {}

  /**
   * With dots; the address that HotSpot puts behind a hidden class' name is divided by a slash, as
   * {@code Class.getName()} does.
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
