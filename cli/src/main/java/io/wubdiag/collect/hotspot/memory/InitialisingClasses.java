package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.Classes;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the classes that are being initialised, and their initialisers (JDK: {@code
 * oops/instanceKlass.hpp}). The frames of a thread do not show them all: while a superclass is
 * being initialised, its subclass, which comes next, has no frame. It walks the lists of all
 * classes of all loaders.
 */
public final class InitialisingClasses {
  private static final int MOST_LOADERS = 100_000;
  private static final int MOST_CLASSES = 500_000;

  private final Memory memory;
  private final int mostClasses;
  private final Classes classes;
  private final ThreadReader threads;
  private final VmTables tables;

  InitialisingClasses(Memory memory, VmTables tables, Classes classes, ThreadReader threads) {
    this(memory, tables, classes, threads, MOST_CLASSES);
  }

  InitialisingClasses(
      Memory memory, VmTables tables, Classes classes, ThreadReader threads, int mostClasses) {
    this.memory = memory;
    this.mostClasses = mostClasses;
    this.tables = tables;
    this.classes = classes;
    this.threads = threads;
  }

  /** All such classes. Fails rather than omit some because there are too many to read. */
  public List<InitialisingClass> read() throws UnreadableMemory {
    long nextLoader = tables.offset("ClassLoaderData", "_next");
    long firstClass = tables.offset("ClassLoaderData", "_klasses");
    long nextClass = tables.offset("Klass", "_next_link");
    long state = tables.offset("InstanceKlass", "_init_state");
    int beingInitialised = tables.intConstant("InstanceKlass::being_initialized", -1);
    List<InitialisingClass> found = new ArrayList<>();
    long loader = memory.word(tables.address("ClassLoaderDataGraph", "_head"));
    int seen = 0;
    for (int i = 0; loader != 0; i++) {
      if (i == MOST_LOADERS) {
        throw UnreadableMemory.implausible(
            "the JVM has more than " + MOST_LOADERS + " class loaders");
      }
      long klass = memory.word(loader + firstClass);
      while (klass != 0) {
        if (seen++ == mostClasses) {
          throw UnreadableMemory.implausible("the JVM has more than " + mostClasses + " classes");
        }
        if (memory.uint8(klass + state) == beingInitialised) {
          add(found, klass);
        }
        klass = memory.word(klass + nextClass);
      }
      loader = memory.word(loader + nextLoader);
    }
    return found;
  }

  /**
   * Adds the class at this address, unless it is an array class, which has another word at this
   * place.
   */
  private void add(List<InitialisingClass> found, long klass) {
    try {
      long thread = memory.word(klass + tables.offset("InstanceKlass", "_init_thread"));
      if (thread != 0) {
        OwnerThread initialiser = threads.owner(threads.current(thread));
        found.add(new InitialisingClass(classes.at(klass).name(), initialiser));
      }
    } catch (UnreadableMemory e) {
      // The class is initialised by now, or it is not a class.
    }
  }
}
