package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads our agent's notes in another JVM, from the fields of its classes on the boot loader ({@code
 * io.wubdiag.agent.bootstrap}). The JVM's threads write them without a lock. So they can be read
 * even in a JVM that hangs, is stopped, or was forked. A note that changes while it is read may be
 * wrong. Its user needs another proof that the thread holds the lock, or must mark it as unproved.
 */
final class AgentReader {
  private static final String PACKAGE = "io.wubdiag.agent.bootstrap.";
  private static final String HELD_LOCKS = PACKAGE + "HeldLocks";
  private static final String HOLD = PACKAGE + "Hold";
  private static final String PERMITS = PACKAGE + "Permits";
  private static final String REFERENCE = "java.lang.ref.Reference";
  private static final String SEMAPHORE = "java.util.concurrent.Semaphore";
  private static final String STAMPED = "java.util.concurrent.locks.StampedLock";
  private static final int MOST_HOLDS = 64;
  private static final int LONGEST_NAME = 1000;

  /** The classes whose field {@code sync} is a park blocker. */
  private static final String[] WITH_SYNC = {
    "java.util.concurrent.locks.ReentrantLock",
    "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock",
    "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock",
    SEMAPHORE,
    "java.util.concurrent.CountDownLatch"
  };

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final BootClasses bootClasses;

  AgentReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
  }

  /** The notes of all threads; empty if the agent is not loaded. */
  AgentNotes notes() throws UnreadableMemory {
    String permits = PERMITS.replace('.', '/');
    AgentThreads noted = AgentThreads.find(objects, bootClasses, permits);
    return noted == null ? AgentNotes.NONE : new Pass(noted, bootClasses.find(permits)).over();
  }

  /** One pass over the notes. */
  private final class Pass {
    private final List<NotedHold> holds = new ArrayList<>();
    private final List<NotedWait> waits = new ArrayList<>();
    private final @Nullable JavaClass permits;
    private final AgentThreads noted;

    /**
     * How many permits of each semaphore other threads have released; null until it is first
     * needed.
     */
    private @Nullable Map<Long, Integer> givenBack;

    Pass(AgentThreads noted, @Nullable JavaClass permits) {
      this.noted = noted;
      this.permits = permits;
    }

    AgentNotes over() throws UnreadableMemory {
      noted.forEach(this::addThread);
      return new AgentNotes(holds, waits);
    }

    private void addThread(long locks) {
      try {
        long array = objects.reference(locks, HELD_LOCKS, "holds");
        int most = Math.min(objects.length(array) - 1, MOST_HOLDS);
        int size = Math.min(objects.intField(locks, HELD_LOCKS, "size"), most);
        if (size < 0) {
          return;
        }
        // Noted waits follow the noted holds.
        long wait = objects.element(array, size);
        long awaited = lock(wait);
        if (awaited == 0 && size == 0) {
          return;
        }
        long thread = objects.reference(locks, REFERENCE, "referent");
        long javaId = thread == 0 ? 0 : threads.javaId(thread);
        String site = awaited == 0 ? null : noted.site(objects.intField(wait, HOLD, "site"));
        if (site != null && thread != 0) {
          long since = objects.longField(wait, HOLD, "since");
          waits.add(new NotedWait(javaId, synchronizer(awaited), site, since));
        }
        for (int i = 0; i < size; i++) {
          addHold(locks, thread, javaId, objects.element(array, i));
        }
      } catch (UnreadableMemory e) {
        // The note has changed meanwhile, or was moved.
      }
    }

    private void addHold(long locks, long thread, long javaId, long hold) throws UnreadableMemory {
      long lock = lock(hold);
      long since = objects.longField(hold, HOLD, "since");
      String site =
          lock == 0 || since == 0 ? null : noted.site(objects.intField(hold, HOLD, "site"));
      if (site == null) {
        return;
      }
      boolean semaphore = objects.isA(lock, SEMAPHORE);
      boolean stamped = objects.isA(lock, STAMPED);
      boolean shared = objects.booleanField(hold, HOLD, "shared");
      holds.add(
          new NotedHold(
              javaId,
              semaphore || stamped || thread == 0 || shared && isNoTask(thread)
                  ? who(locks, thread)
                  : null,
              object(lock),
              synchronizer(lock),
              site,
              since,
              objects.intField(hold, HOLD, "count"),
              shared,
              stamped
                  ? objects.longField(lock, STAMPED, "state")
                  : semaphore ? givenBack().getOrDefault(lock, 0) : 0));
    }

    /** The lock that the note is about; 0 if the note is not in use. */
    private long lock(long hold) throws UnreadableMemory {
      return objects.booleanField(hold, HOLD, "isUsual")
          ? objects.reference(objects.reference(hold, HOLD, "usual"), REFERENCE, "referent")
          : objects.reference(hold, HOLD, "lock");
    }

    /** Whether the thread has no task: it is virtual, or has ended. */
    private boolean isNoTask(long thread) throws UnreadableMemory {
      return objects.longField(thread, ThreadReader.THREAD, "eetop") == 0;
    }

    private OwnerThread who(long locks, long thread) throws UnreadableMemory {
      if (thread != 0) {
        return threads.owner(thread);
      }
      String name = objects.text(locks, AgentThreads.ENTRY, "threadName", LONGEST_NAME);
      return new OwnerThread(name == null ? "" : name, 0, 0, false, true);
    }

    private Map<Long, Integer> givenBack() throws UnreadableMemory {
      Map<Long, Integer> read = givenBack;
      if (read == null) {
        read = new HashMap<>();
        if (permits != null) {
          readGivenBack(permits, read);
        }
        givenBack = read;
      }
      return read;
    }

    private void readGivenBack(JavaClass type, Map<Long, Integer> into) throws UnreadableMemory {
      long table = objects.staticReference(type, "TABLE");
      long array =
          objects.reference(table, "java.util.concurrent.atomic.AtomicReferenceArray", "array");
      for (int i = 0; i < objects.length(array); i++) {
        long entry = objects.element(array, i);
        long semaphore = entry == 0 ? 0 : objects.reference(entry, REFERENCE, "referent");
        if (semaphore != 0) {
          long number = objects.reference(entry, PERMITS, "givenBack");
          into.put(
              semaphore,
              objects.intField(number, "java.util.concurrent.atomic.AtomicInteger", "value"));
        }
      }
    }
  }

  private HeapObject synchronizer(long lock) throws UnreadableMemory {
    for (String type : WITH_SYNC) {
      if (objects.isA(lock, type)) {
        long inner = objects.reference(lock, type, "sync");
        return object(inner == 0 ? lock : inner);
      }
    }
    return object(lock);
  }

  private HeapObject object(long address) throws UnreadableMemory {
    return new HeapObject(address, objects.classOf(address).name());
  }
}
