package io.wubdiag.collect.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The virtual threads of another JVM, as the JDK keeps track of them for its own thread dumps: in
 * sets that hang from static fields of {@code jdk.internal.vm.ThreadContainers} (JDK 21 to 25).
 * Those that nobody tracks ({@code -Djdk.trackAllThreads=false}) are not found.
 */
final class VirtualThreadReader {
  private static final String TYPE = "java/lang/VirtualThread";
  private static final String VIRTUAL = "java.lang.VirtualThread";
  private static final String BASE = "java.lang.BaseVirtualThread";
  private static final String EXECUTOR = "java.util.concurrent.ThreadPerTaskExecutor";
  private static final String SHARED = "jdk.internal.vm.SharedThreadContainer";
  private static final String CONTAINERS = "jdk/internal/vm/ThreadContainers";
  private static final String ROOT =
      "jdk/internal/vm/ThreadContainers$RootContainer$TrackingRootContainer";

  /**
   * Names of constants of {@code VirtualThread}, whose values differ between JDKs, and what they
   * mean.
   */
  private static final String[] CONSTANTS = {
    "NEW",
    "PARKED",
    "PINNED",
    "TIMED_PARKED",
    "TIMED_PINNED",
    "BLOCKED",
    "WAIT",
    "TIMED_WAIT",
    "TERMINATED"
  };

  private static final Thread.State[] MEANINGS = {
    Thread.State.NEW,
    Thread.State.WAITING,
    Thread.State.WAITING,
    Thread.State.TIMED_WAITING,
    Thread.State.TIMED_WAITING,
    Thread.State.BLOCKED,
    Thread.State.WAITING,
    Thread.State.TIMED_WAITING,
    Thread.State.TERMINATED
  };

  private static final int SUSPENDED = 1 << 8;

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final BootClasses bootClasses;
  private final ConcurrentSets sets;
  private int missed;

  VirtualThreadReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
    this.sets = new ConcurrentSets(objects);
  }

  /**
   * Classes are looked for again only as long as those that a first virtual thread loads are not
   * there.
   */
  private void findClasses() throws UnreadableMemory {
    boolean all =
        bootClasses.find(TYPE) != null
            && bootClasses.find(CONTAINERS) != null
            && bootClasses.find(ROOT) != null;
    if (!all) {
      bootClasses.findAll(TYPE, CONTAINERS, ROOT);
    }
    if (bootClasses.find(TYPE) == null) {
      throw UnreadableMemory.implausible("a class that is there was not found");
    }
  }

  /**
   * All of them.
   *
   * @param whole whether to give up if one could not be read, since a collection was moving it
   */
  List<ListedVirtualThread> threads(boolean whole) throws UnreadableMemory {
    List<ListedVirtualThread> result = new ArrayList<>();
    missed = 0;
    if (!threads.knowVirtualThreads()) {
      return result;
    }
    findClasses();
    JavaClass type = Objects.requireNonNull(bootClasses.find(TYPE));
    int[] values = new int[CONSTANTS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = objects.staticInt(type, CONSTANTS[i], -1);
    }
    forEach(object -> add(object, values, result));
    if (whole && missed > 0) {
      throw UnreadableMemory.implausible("virtual threads were being moved");
    }
    return result;
  }

  private void add(long object, int[] values, List<ListedVirtualThread> result) {
    try {
      Thread.State state = state(objects.intField(object, VIRTUAL, "state"), values);
      if (state != Thread.State.TERMINATED) {
        result.add(
            new ListedVirtualThread(
                object,
                threads.javaId(object),
                threads.name(object),
                state,
                threads.parkBlocker(object),
                objects.reference(object, VIRTUAL, "runContinuation")));
      }
    } catch (UnreadableMemory e) {
      missed++; // or it is not a virtual thread of the usual class
    }
  }

  private static Thread.State state(int state, int[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == (state & ~SUSPENDED)) {
        return MEANINGS[i];
      }
    }
    return Thread.State.RUNNABLE;
  }

  /** The addresses of their {@code Thread} objects. */
  Set<Long> objects() throws UnreadableMemory {
    Set<Long> found = new LinkedHashSet<>();
    if (threads.knowVirtualThreads()) {
      findClasses();
      forEach(found::add);
    }
    return found;
  }

  /**
   * Hands over each, once, by the address of its {@code Thread} object, when that has just been
   * looked at: many of them do not fit into the memory that is kept.
   */
  private void forEach(LongConsumer each) throws UnreadableMemory {
    Set<Long> seen = new HashSet<>();
    JavaClass root = bootClasses.find(ROOT);
    if (root != null) {
      // JDK 21 named it THREADS.
      String field = objects.declaresStatic(root, "VTHREADS") ? "VTHREADS" : "THREADS";
      forEach(objects.staticReference(root, field), seen, each);
    }
    JavaClass containers = bootClasses.find(CONTAINERS);
    if (containers != null) {
      List<Long> references = new ArrayList<>();
      long registry = objects.staticReference(containers, "CONTAINER_REGISTRY");
      sets.forEach(registry, references::add);
      for (long reference : references) {
        forEachOfContainer(reference, seen, each);
      }
    }
  }

  private void forEachOfContainer(long weakReference, Set<Long> seen, LongConsumer each) {
    try {
      long container = objects.reference(weakReference, "java.lang.ref.Reference", "referent");
      if (container == 0) {
        return;
      }
      if (objects.isA(container, EXECUTOR)) {
        forEach(objects.reference(container, EXECUTOR, "threads"), seen, each);
      } else if (objects.isA(container, SHARED)) {
        forEach(objects.reference(container, SHARED, "virtualThreads"), seen, each);
      }
    } catch (UnreadableMemory e) {
      // It has been closed meanwhile.
    }
  }

  private void forEach(long set, Set<Long> seen, LongConsumer each) throws UnreadableMemory {
    if (set == 0) {
      return;
    }
    List<Long> elements = new ArrayList<>();
    sets.forEach(set, elements::add);
    for (long element : elements) {
      if (isVirtual(element) && seen.add(element)) {
        each.accept(element);
      }
    }
  }

  private boolean isVirtual(long object) {
    try {
      return objects.isA(object, BASE);
    } catch (UnreadableMemory e) {
      missed++;
      return false;
    }
  }
}
