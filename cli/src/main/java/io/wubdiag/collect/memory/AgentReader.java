package io.wubdiag.collect.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What our agent has noted in another JVM, read from the fields of its classes on the boot loader
 * ({@code io.wubdiag.agent.bootstrap}), which their threads write without a lock: so it is there
 * also in a JVM that hangs, is stopped, or was forked. A note that changes while it is read may be
 * wrong; whoever uses it has to know from elsewhere that the thread holds the lock.
 */
final class AgentReader {
  private static final String PACKAGE = "io.wubdiag.agent.bootstrap.";
  private static final String THREAD_LOCKS = PACKAGE + "ThreadLocks";
  private static final String HOLD = PACKAGE + "Hold";
  private static final String TRACING = "io/wubdiag/agent/bootstrap/Tracing";
  private static final int MOST_THREADS = 1 << 17;
  private static final int MOST_HOLDS = 64;
  private static final int LONGEST_SITE = 500;

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final BootClasses bootClasses;

  AgentReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
  }

  /** What those threads hold; empty if the agent is not there. */
  List<NotedHold> holdsOf(Set<Long> javaIds) throws UnreadableMemory {
    List<NotedHold> found = new ArrayList<>();
    String list = THREAD_LOCKS.replace('.', '/');
    bootClasses.findAll(TRACING, list);
    JavaClass tracing = bootClasses.find(TRACING);
    JavaClass threadLocks = bootClasses.find(list);
    if (tracing == null || threadLocks == null) {
      return found;
    }
    long sites = objects.staticReference(tracing, "sites");
    int generation = objects.staticInt(tracing, "generation", -1);
    long first = objects.staticReference(threadLocks, "FIRST");
    long each =
        first == 0
            ? 0
            : objects.reference(first, "java.util.concurrent.atomic.AtomicReference", "value");
    for (int i = 0; each != 0 && i < MOST_THREADS; i++) {
      if (objects.intField(each, THREAD_LOCKS, "generation") == generation) {
        addHolds(each, javaIds, sites, found);
      }
      each = objects.reference(each, THREAD_LOCKS, "nextThread");
    }
    return found;
  }

  private void addHolds(long locks, Set<Long> javaIds, long sites, List<NotedHold> found) {
    try {
      long thread = objects.reference(locks, "java.lang.ref.Reference", "referent");
      if (thread == 0) {
        return;
      }
      long javaId = threads.javaId(thread);
      if (!javaIds.contains(javaId)) {
        return;
      }
      long holds = objects.reference(locks, THREAD_LOCKS, "holds");
      int size = Math.min(objects.intField(locks, THREAD_LOCKS, "size"), MOST_HOLDS);
      for (int i = 0; i < Math.min(size, objects.length(holds)); i++) {
        long hold = objects.element(holds, i);
        long lock = objects.reference(hold, HOLD, "lock");
        long since = objects.longField(hold, HOLD, "since");
        int site = objects.intField(hold, HOLD, "site");
        if (lock != 0 && since != 0 && site > 0 && site < objects.length(sites)) {
          long name = objects.element(sites, site);
          if (name != 0) {
            String text = objects.string(name, LONGEST_SITE);
            found.add(new NotedHold(javaId, object(lock), synchronizer(lock), text, since));
          }
        }
      }
    } catch (UnreadableMemory e) {
      // It has changed meanwhile, or been moved.
    }
  }

  private HeapObject synchronizer(long lock) throws UnreadableMemory {
    for (String type : LOCK_TYPES) {
      if (objects.isA(lock, type)) {
        long inner = objects.reference(lock, type, "sync");
        return object(inner == 0 ? lock : inner);
      }
    }
    return object(lock);
  }

  private static final String[] LOCK_TYPES = {
    "java.util.concurrent.locks.ReentrantLock",
    "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock",
    "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock"
  };

  private HeapObject object(long address) throws UnreadableMemory {
    return new HeapObject(address, objects.classOf(address).name());
  }
}
