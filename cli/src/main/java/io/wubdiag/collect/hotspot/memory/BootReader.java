package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.machine.UnreadableMemory;

/** Reads how far a JVM has come up. */
final class BootReader {
  /** Its {@code initLevel} says how far; 4 from when {@code main} may run. */
  private static final String VM = "jdk/internal/misc/VM";

  private static final int BOOTED = 4;

  private final ObjectReader objects;
  private final BootClasses classes;

  BootReader(ObjectReader objects, BootClasses classes) {
    this.objects = objects;
    this.classes = classes;
  }

  boolean isDone() throws UnreadableMemory {
    classes.findAll(VM);
    JavaClass type = classes.find(VM);
    return type != null && objects.staticInt(type, "initLevel", 0) >= BOOTED;
  }
}
