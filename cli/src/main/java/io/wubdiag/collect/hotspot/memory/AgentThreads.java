package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import org.jspecify.annotations.Nullable;

/**
 * The threads that our agent keeps notes of in another JVM: a linked list, whose entries count if
 * they are of the agent that is attached now ({@code io.wubdiag.agent.bootstrap}).
 */
final class AgentThreads {
  private static final String PACKAGE = "io.wubdiag.agent.bootstrap.";

  /** The class of an entry. */
  static final String ENTRY = PACKAGE + "ThreadLocks";

  private static final String TRACING = "io/wubdiag/agent/bootstrap/Tracing";
  private static final int MOST_THREADS = 1 << 17;
  private static final int LONGEST_SITE = 500;

  private final ObjectReader objects;
  private final JavaClass list;
  private final long sites;
  private final int generation;

  private AgentThreads(ObjectReader objects, JavaClass tracing, JavaClass list)
      throws UnreadableMemory {
    this.objects = objects;
    this.list = list;
    sites = objects.staticReference(tracing, "sites");
    generation = objects.staticInt(tracing, "generation", -1);
  }

  /**
   * Looks for the agent; null if it is not loaded.
   *
   * @param other a class to find besides, by its name with slashes
   */
  static @Nullable AgentThreads find(ObjectReader objects, BootClasses bootClasses, String other)
      throws UnreadableMemory {
    String entry = ENTRY.replace('.', '/');
    bootClasses.findAll(TRACING, entry, other);
    JavaClass tracing = bootClasses.find(TRACING);
    JavaClass list = bootClasses.find(entry);
    return tracing == null || list == null ? null : new AgentThreads(objects, tracing, list);
  }

  /** Reads the entries one by one, each before the next one is looked up. */
  void forEach(EntryReader reader) throws UnreadableMemory {
    long first = objects.staticReference(list, "FIRST");
    long each =
        first == 0
            ? 0
            : objects.reference(first, "java.util.concurrent.atomic.AtomicReference", "value");
    for (int i = 0; each != 0 && i < MOST_THREADS; i++) {
      if (objects.intField(each, ENTRY, "generation") == generation) {
        reader.read(each);
      }
      each = objects.reference(each, ENTRY, "nextThread");
    }
  }

  /** The call site of that number; null if there is none. */
  @Nullable String site(int number) throws UnreadableMemory {
    if (number <= 0 || number >= objects.length(sites)) {
      return null;
    }
    long name = objects.element(sites, number);
    return name == 0 ? null : objects.string(name, LONGEST_SITE);
  }

  /** Reads the entry at an address. */
  interface EntryReader {
    void read(long entry) throws UnreadableMemory;
  }
}
