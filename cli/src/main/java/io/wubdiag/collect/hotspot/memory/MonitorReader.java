package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.hotspot.vm.References;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VirtualThreadReader;
import io.wubdiag.collect.hotspot.vm.VmFlags;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import org.jspecify.annotations.Nullable;

/**
 * Who has an object's monitor locked. That is written down in the object's first word, in one of
 * several ways (JDK 17 and 25: {@code oops/markWord.hpp}, {@code runtime/objectMonitor.hpp}, {@code
 * runtime/lockStack.hpp}):
 *
 * <ul>
 *   <li>unlocked;
 *   <li>locked, up to JDK 22: the word is an address in the owner's stack;
 *   <li>locked, later: the owner has the object in its list of locks;
 *   <li>with a monitor of its own, that names the owner: by address up to JDK 23, by the Java id of
 *       the thread later, or as "anonymous" for one that has the object in its list.
 * </ul>
 */
final class MonitorReader {
  private static final int LOCK_BITS = 3;
  private static final int LOCKED = 0;
  private static final int UNLOCKED = 1;
  private static final int BIAS_BITS = 7;
  private static final int BIASED = 5; // never in JDK 18 and later
  private static final long ANONYMOUS = 1;
  private static final int MOST_LOCKS = 64;

  private final Memory memory;
  private final References references;
  private final ObjectReader objects;
  private final ThreadReader threads;
  private final VirtualThreadReader virtualThreads;
  private final boolean lockLists;
  private final boolean monitorsInTable;
  private final long objectOffset;
  private final long ownerOffset;
  private final long headerOffset;
  private final long ownerIdOffset;
  private final long locksTopOffset;
  private final long locksOffset;
  private final long locksBase;

  MonitorReader(
      Memory memory,
      VmTables tables,
      VmFlags flags,
      References references,
      ObjectReader objects,
      ThreadReader threads,
      VirtualThreadReader virtualThreads)
      throws UnreadableMemory {
    this.memory = memory;
    this.references = references;
    this.objects = objects;
    this.threads = threads;
    this.virtualThreads = virtualThreads;
    String thread = "JavaThread";
    lockLists = tables.hasField(thread, "_lock_stack") && flags.usesLockLists();
    monitorsInTable = flags.isOn("UseObjectMonitorTable");
    objectOffset = tables.offset("ObjectMonitor", "_object");
    ownerOffset = tables.offset("ObjectMonitor", "_owner");
    String header = tables.hasField("ObjectMonitor", "_metadata") ? "_metadata" : "_header";
    headerOffset = tables.offset("ObjectMonitor", header);
    String ownerId = "_monitor_owner_id";
    ownerIdOffset = tables.hasField(thread, ownerId) ? tables.offset(thread, ownerId) : 0;
    locksOffset = lockLists ? tables.offset(thread, "_lock_stack") : 0;
    locksTopOffset = lockLists ? tables.offset("LockStack", "_top") : 0;
    locksBase = lockLists ? tables.offset("LockStack", "_base[0]") : 0;
  }

  MonitorState read(long address) throws UnreadableMemory {
    HeapObject object = new HeapObject(address, objects.classOf(address).name());
    long mark = objects.mark(address);
    return switch ((int) mark & LOCK_BITS) {
      case UNLOCKED -> {
        if ((mark & BIAS_BITS) == BIASED) {
          throw UnreadableMemory.unsupported("biased locking");
        }
        yield new MonitorState(object, null, objects.hashIn(mark));
      }
      case LOCKED ->
          lockLists
              ? new MonitorState(object, listOwner(address), objects.hashIn(mark))
              : new MonitorState(object, stackOwner(mark), 0);
      default -> inflated(object, mark);
    };
  }

  private MonitorState inflated(HeapObject object, long mark) throws UnreadableMemory {
    long address = object.address();
    long monitor = monitorsInTable ? monitorInUse(address) : mark & ~LOCK_BITS;
    if (references.throughHandle(monitor + objectOffset) != address) {
      throw UnreadableMemory.implausible("not the object's monitor");
    }
    long hashWord = monitorsInTable ? mark : memory.word(monitor + headerOffset);
    return new MonitorState(object, monitorOwner(monitor, address), objects.hashIn(hashWord));
  }

  private @Nullable OwnerThread monitorOwner(long monitor, long object) throws UnreadableMemory {
    long owner = memory.word(monitor + ownerOffset);
    if (owner == 0) {
      return null;
    }
    if (lockLists && owner == ANONYMOUS) {
      return listOwner(object);
    }
    return ownerIdOffset == 0 ? ownerAt(owner) : ownerOfId(owner);
  }

  /**
   * The monitor that some thread waits at, which is the only way to one that is in HotSpot's table.
   */
  private long monitorInUse(long object) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      for (long monitor : threads.monitorsWaitedAt(thread)) {
        if (monitor != 0 && references.throughHandle(monitor + objectOffset) == object) {
          return monitor;
        }
      }
    }
    throw UnreadableMemory.unsupported("the object's monitor is in a table");
  }

  private OwnerThread ownerAt(long pointer) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      if (thread == pointer) {
        return threads.owner(threads.current(thread));
      }
    }
    return stackOwner(pointer);
  }

  private OwnerThread stackOwner(long pointer) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      if (threads.stackHolds(thread, pointer)) {
        return threads.owner(threads.current(thread));
      }
    }
    throw UnreadableMemory.implausible("no thread's stack");
  }

  private OwnerThread ownerOfId(long id) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      if (memory.word(thread + ownerIdOffset) == id) {
        return threads.owner(threads.current(thread));
      }
    }
    long[] found = {0};
    virtualThreads.visitObjects(
        thread -> {
          boolean isIt = threads.javaId(thread) == id;
          found[0] = isIt ? thread : 0;
          return !isIt;
        });
    if (found[0] == 0) {
      throw UnreadableMemory.implausible("no thread of that id");
    }
    return threads.owner(found[0]);
  }

  private OwnerThread listOwner(long object) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      long first = thread + locksOffset + locksBase;
      long end = thread + memory.uint32(thread + locksOffset + locksTopOffset);
      for (long slot = first; slot < end && slot < first + 8 * MOST_LOCKS; slot += 8) {
        if (memory.word(slot) == object) {
          return threads.owner(threads.current(thread));
        }
      }
    }
    throw UnreadableMemory.implausible("in no thread's list of locks");
  }
}
