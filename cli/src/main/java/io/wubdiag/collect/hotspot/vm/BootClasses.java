package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the boot loader, by name: some thousand, in the list that HotSpot keeps for each
 * loader (JDK: {@code classfile/classLoaderData.hpp}).
 */
public final class BootClasses {
  private static final int MOST_LOADERS = 100_000;
  private static final int MOST_CLASSES = 200_000;

  private final Memory memory;
  private final Classes classes;
  private final long headAddress;
  private final long nextLoaderOffset;
  private final long loaderOffset;
  private final long hiddenOffset;
  private final long classesOffset;
  private final long nextClassOffset;
  private final Map<String, JavaClass> found = new HashMap<>();

  public BootClasses(Memory memory, VmTables tables, Classes classes) throws UnreadableMemory {
    this.memory = memory;
    this.classes = classes;
    headAddress = tables.address("ClassLoaderDataGraph", "_head");
    nextLoaderOffset = tables.offset("ClassLoaderData", "_next");
    loaderOffset = tables.offset("ClassLoaderData", "_class_loader");
    hiddenOffset = tables.offset("ClassLoaderData", "_has_class_mirror_holder");
    classesOffset = tables.offset("ClassLoaderData", "_klasses");
    nextClassOffset = tables.offset("Klass", "_next_link");
  }

  /**
   * Looks for classes, once and for all. A class under loading is in the list already and has no
   * name yet (JDK 17 and 25: {@code ClassFileParser::create_instance_klass}); such a class is not
   * found this time.
   *
   * @param internalNames their names, with slashes
   */
  public void findAll(String... internalNames) throws UnreadableMemory {
    long klass = memory.word(bootLoader() + classesOffset);
    for (int i = 0; klass != 0 && i < MOST_CLASSES; i++) {
      for (String name : internalNames) {
        if (isNamed(klass, name)) {
          found.put(name, classes.at(klass));
        }
      }
      klass = memory.word(klass + nextClassOffset);
    }
  }

  private boolean isNamed(long klass, String name) {
    try {
      return classes.isNamed(klass, name);
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  /** The class of this name among the classes that were looked for, null if it is not loaded. */
  public @Nullable JavaClass find(String internalName) {
    return found.get(internalName);
  }

  private long bootLoader() throws UnreadableMemory {
    long loader = memory.word(headAddress);
    for (int i = 0; loader != 0 && i < MOST_LOADERS; i++) {
      boolean boot = memory.word(loader + loaderOffset) == 0;
      if (boot && memory.uint8(loader + hiddenOffset) == 0) {
        return loader;
      }
      loader = memory.word(loader + nextLoaderOffset);
    }
    throw UnreadableMemory.implausible("no boot loader");
  }
}
