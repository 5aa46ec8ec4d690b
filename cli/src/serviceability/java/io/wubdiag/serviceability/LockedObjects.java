package io.wubdiag.serviceability;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.debugger.OopHandle;
import sun.jvm.hotspot.oops.Klass;
import sun.jvm.hotspot.oops.Oop;
import sun.jvm.hotspot.oops.java_lang_Class;
import sun.jvm.hotspot.runtime.ObjectMonitor;
import sun.jvm.hotspot.runtime.VM;

/** The objects that threads have locked or wait for, each once. */
final class LockedObjects {
  private static final String OWNABLE = "java/util/concurrent/locks/AbstractOwnableSynchronizer";
  private static final int MOST_SUPERCLASSES = 64;

  private final Lines lines;
  private final Map<Long, OopHandle> objects = new LinkedHashMap<>();
  private final Map<Long, ObjectMonitor> monitors = new LinkedHashMap<>();
  private final Map<Long, Oop> synchronizers = new LinkedHashMap<>();

  LockedObjects(Lines lines) {
    this.lines = lines;
  }

  /**
   * The address of the object whose monitor a thread waits to enter, or that it waits to be
   * notified by; 0 for none.
   */
  long monitor(@Nullable ObjectMonitor monitor) {
    OopHandle object = monitor == null ? null : monitor.object();
    if (monitor == null || object == null) {
      return 0;
    }
    monitors.put(object.asLongValue(), monitor);
    return monitor(object);
  }

  /** The address of a locked object. */
  long monitor(OopHandle object) {
    objects.put(object.asLongValue(), object);
    return object.asLongValue();
  }

  /** The address of a park blocker; 0 for none. */
  long synchronizer(@Nullable Oop blocker) {
    if (blocker == null) {
      return 0;
    }
    OopHandle object = blocker.getHandle();
    synchronizers.put(object.asLongValue(), blocker);
    return monitor(object);
  }

  void print(Owners owners) {
    for (Map.Entry<Long, OopHandle> entry : objects.entrySet()) {
      print(entry.getKey(), entry.getValue(), owners);
    }
  }

  private void print(long address, OopHandle object, Owners owners) {
    Klass klass = Oop.getKlassForOopHandle(object);
    String name = klass.getName().asString();
    String detail = "";
    if (name.equals("java/lang/Class")) {
      detail = java_lang_Class.asExternalName(VM.getVM().getObjectHeap().newOop(object));
    }
    Oop blocker = synchronizers.get(address);
    boolean ownable = blocker != null && isOwnable(klass);
    lines
        .start("object")
        .address(address)
        .text(ClassNames.external(name))
        .text(detail == null ? "" : ClassNames.external(detail))
        .flag(ownable)
        .end();
    if (blocker != null && ownable) {
      owners.printOwner(lines, address, blocker);
    }
    ObjectMonitor monitor = monitors.get(address);
    if (monitor != null) {
      owners.printOwner(lines, address, monitor);
    }
  }

  private static boolean isOwnable(Klass klass) {
    Klass above = klass;
    for (int i = 0; above != null && i < MOST_SUPERCLASSES; i++) {
      if (above.getName().asString().equals(OWNABLE)) {
        return true;
      }
      above = above.getSuper();
    }
    return false;
  }
}
