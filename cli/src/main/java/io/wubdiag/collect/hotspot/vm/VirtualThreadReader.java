package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.hotspot.vm.ConcurrentMaps.Visitor;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the virtual threads of another JVM. The JDK tracks them for its own thread dumps, in sets
 * under static fields of {@code jdk.internal.vm.ThreadContainers} (JDK 21 to 25). Untracked threads
 * ({@code -Djdk.trackAllThreads=false}) are not found.
 */
public final class VirtualThreadReader {
  private static final String TYPE = "java/lang/VirtualThread";
  private static final String VIRTUAL = "java.lang.VirtualThread";
  private static final String BASE = "java.lang.BaseVirtualThread";
  private static final String EXECUTOR = "java.util.concurrent.ThreadPerTaskExecutor";
  private static final String SHARED = "jdk.internal.vm.SharedThreadContainer";
  private static final String CONTAINERS = "jdk/internal/vm/ThreadContainers";
  private static final String ROOT =
      "jdk/internal/vm/ThreadContainers$RootContainer$TrackingRootContainer";

  /**
   * Names of constants of {@code VirtualThread}, whose values differ between JDKs, and their
   * meanings.
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
  private final ConcurrentMaps sets;
  private int missed;

  public VirtualThreadReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
    this.sets = new ConcurrentMaps(objects);
  }

  /**
   * Looks for the classes again, as long as those that the first virtual thread loads are missing.
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
   * Visits the virtual threads, one after the other, while the visitor wants more.
   *
   * @param whole whether to give up if one could not be read, since a collection was moving it
   */
  public void visit(boolean whole, Predicate<ListedVirtualThread> visitor) throws UnreadableMemory {
    missed = 0;
    if (!threads.knowVirtualThreads()) {
      return;
    }
    findClasses();
    JavaClass type = Objects.requireNonNull(bootClasses.find(TYPE));
    int[] values = new int[CONSTANTS.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = objects.staticInt(type, CONSTANTS[i], -1);
    }
    boolean all =
        visitObjects(
            object -> {
              ListedVirtualThread thread = read(object, values);
              return thread == null || visitor.test(thread);
            });
    if (all && whole && missed > 0) {
      throw UnreadableMemory.implausible("virtual threads were being moved");
    }
  }

  private @Nullable ListedVirtualThread read(long object, int[] values) {
    try {
      Thread.State state = state(objects.intField(object, VIRTUAL, "state"), values);
      return state == Thread.State.TERMINATED
          ? null
          : new ListedVirtualThread(
              object,
              threads.javaId(object),
              threads.name(object),
              state,
              threads.parkBlocker(object),
              objects.reference(object, VIRTUAL, "runContinuation"));
    } catch (UnreadableMemory e) {
      missed++; // or it is not a virtual thread of the usual class
      return null;
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

  /**
   * Visits the addresses of their {@code Thread} objects, one after the other, while the visitor
   * wants more.
   *
   * @return whether all were visited
   */
  public boolean visitObjects(Visitor visitor) throws UnreadableMemory {
    if (!threads.knowVirtualThreads()) {
      return true;
    }
    findClasses();
    Set<Long> seen = new HashSet<>();
    Visitor once = object -> !isVirtual(object) || !seen.add(object) || visitor.visit(object);
    JavaClass root = bootClasses.find(ROOT);
    if (root != null) {
      // JDK 21 named it THREADS.
      String field = objects.declaresStatic(root, "VTHREADS") ? "VTHREADS" : "THREADS";
      long set = objects.staticReference(root, field);
      if (set != 0 && !sets.visitElements(set, once)) {
        return false;
      }
    }
    JavaClass containers = bootClasses.find(CONTAINERS);
    long registry =
        containers == null ? 0 : objects.staticReference(containers, "CONTAINER_REGISTRY");
    return registry == 0
        || sets.visitElements(registry, reference -> visitContainer(reference, once));
  }

  private boolean visitContainer(long weakReference, Visitor visitor) throws UnreadableMemory {
    long set;
    try {
      set = threadsOf(objects.reference(weakReference, "java.lang.ref.Reference", "referent"));
    } catch (UnreadableMemory e) {
      return true; // the container was closed meanwhile
    }
    return set == 0 || sets.visitElements(set, visitor);
  }

  /** The container's set of virtual threads, 0 if it has none. */
  private long threadsOf(long container) throws UnreadableMemory {
    if (container == 0) {
      return 0;
    }
    if (objects.isA(container, EXECUTOR)) {
      return objects.reference(container, EXECUTOR, "threads");
    }
    return objects.isA(container, SHARED)
        ? objects.reference(container, SHARED, "virtualThreads")
        : 0;
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
