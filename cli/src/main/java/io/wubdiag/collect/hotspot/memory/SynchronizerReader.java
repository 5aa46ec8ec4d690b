package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.memory.SynchronizerState.Reader;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VirtualThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the holders of a lock of {@code java.util.concurrent.locks}, by its own fields (JDK 17 and
 * 25: {@code AbstractOwnableSynchronizer}, {@code AbstractQueuedSynchronizer}, {@code
 * ReentrantReadWriteLock.Sync}, {@code ThreadLocal.ThreadLocalMap}). The state of a read-write lock
 * is an {@code int} in 17 and a {@code long} in 25; both classes have a constant for the shift that
 * gives the read holds.
 */
final class SynchronizerReader {
  private static final String LOCKS = "java.util.concurrent.locks.";
  private static final String OWNABLE = LOCKS.concat("AbstractOwnableSynchronizer");
  private static final String QUEUED = LOCKS.concat("AbstractQueuedSynchronizer");
  private static final String QUEUED_LONG = LOCKS.concat("AbstractQueuedLongSynchronizer");
  private static final String READ_WRITE = LOCKS.concat("ReentrantReadWriteLock$Sync");
  private static final String HOLD_COUNTER =
      LOCKS.concat("ReentrantReadWriteLock$Sync$HoldCounter");
  private static final String MAP = "java.lang.ThreadLocal$ThreadLocalMap";
  private static final String ENTRY = "java.lang.ThreadLocal$ThreadLocalMap$Entry";
  private static final int MOST_PROBES = 4096;

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final VirtualThreadReader virtualThreads;

  SynchronizerReader(
      ObjectReader objects, ThreadReader threads, VirtualThreadReader virtualThreads) {
    this.objects = objects;
    this.threads = threads;
    this.virtualThreads = virtualThreads;
  }

  SynchronizerState read(long address) throws UnreadableMemory {
    JavaClass type = objects.classOf(address);
    HeapObject object = new HeapObject(address, type.name());
    if (!type.isA(OWNABLE)) {
      return new SynchronizerState(object, false, 0, null, 0, List.of(), 0);
    }
    long owner = objects.reference(address, OWNABLE, "exclusiveOwnerThread");
    @Nullable OwnerThread exclusive = owner == 0 ? null : threads.owner(owner);
    long state =
        type.isA(QUEUED)
            ? objects.intField(address, QUEUED, "state")
            : type.isA(QUEUED_LONG) ? objects.longField(address, QUEUED_LONG, "state") : 0;
    JavaClass readWrite = type.ancestor(READ_WRITE);
    int readHolds =
        readWrite == null ? 0 : (int) (state >>> objects.staticInt(readWrite, "SHARED_SHIFT", 16));
    return new SynchronizerState(
        object,
        true,
        state,
        exclusive,
        readHolds,
        readers(address, readHolds),
        first(address, type));
  }

  /**
   * The thread behind the head of the lock's queue. Waiters of a condition are in another queue.
   */
  private long first(long lock, JavaClass type) {
    String queue = type.isA(QUEUED) ? QUEUED : QUEUED_LONG;
    String node = queue.concat("$Node");
    try {
      long head = type.isA(queue) ? objects.reference(lock, queue, "head") : 0;
      long next = head == 0 ? 0 : objects.reference(head, node, "next");
      long thread = next == 0 ? 0 : objects.reference(next, node, "waiter");
      return thread == 0 ? 0 : threads.javaId(thread);
    } catch (UnreadableMemory e) {
      return 0; // the thread has moved on meanwhile
    }
  }

  /**
   * The readers. The lock records the first reader; each other reader keeps its count in a {@code
   * ThreadLocal} of its own. An ended reader has taken its count with it.
   */
  private List<Reader> readers(long lock, int readHolds) throws UnreadableMemory {
    List<Reader> readers = new ArrayList<>();
    if (readHolds == 0) {
      return readers;
    }
    int missing = readHolds;
    long first = objects.reference(lock, READ_WRITE, "firstReader");
    if (first != 0) {
      int holds = objects.intField(lock, READ_WRITE, "firstReaderHoldCount");
      readers.add(new Reader(threads.owner(first), holds));
      missing -= holds;
    }
    long counts = objects.reference(lock, READ_WRITE, "readHolds");
    long[] listed = threads.addresses();
    for (int i = 0; i < listed.length && missing > 0; i++) {
      missing -= addReader(readers, counts, threads.object(listed[i]), first);
    }
    if (missing > 0) {
      addVirtualReaders(readers, counts, first, missing);
    }
    return readers;
  }

  private void addVirtualReaders(List<Reader> readers, long counts, long first, int holds)
      throws UnreadableMemory {
    int[] missing = {holds};
    virtualThreads.visitObjects(
        thread -> {
          missing[0] -= addReader(readers, counts, thread, first);
          return missing[0] > 0;
        });
  }

  private int addReader(List<Reader> readers, long counts, long thread, long first) {
    if (thread == 0 || thread == first) {
      return 0;
    }
    try {
      int holds = holds(thread, counts);
      if (holds > 0) {
        readers.add(new Reader(threads.owner(thread), holds));
      }
      return holds;
    } catch (UnreadableMemory e) {
      return 0; // the thread has changed meanwhile; the sum will show that a reader is missing
    }
  }

  /**
   * The number of read locks that this thread holds, from its map of {@code ThreadLocal}s, searched
   * as the map itself does.
   */
  private int holds(long thread, long counts) throws UnreadableMemory {
    long map = objects.reference(thread, ThreadReader.THREAD, "threadLocals");
    if (map == 0) {
      return 0;
    }
    long table = objects.reference(map, MAP, "table");
    int length = objects.length(table);
    int index =
        objects.intField(counts, "java.lang.ThreadLocal", "threadLocalHashCode") & (length - 1);
    for (int i = 0; i < Math.min(length, MOST_PROBES); i++) {
      long entry = objects.element(table, (index + i) % length);
      if (entry == 0) {
        return 0;
      }
      if (objects.reference(entry, "java.lang.ref.Reference", "referent") == counts) {
        long counter = objects.reference(entry, ENTRY, "value");
        return counter == 0 ? 0 : Math.max(0, objects.intField(counter, HOLD_COUNTER, "count"));
      }
    }
    return 0;
  }
}
