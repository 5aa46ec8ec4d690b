package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the threads of another JVM: its list of them ({@code ThreadsSMRSupport}, JDK: {@code
 * runtime/threadSMR.hpp}), and their {@code Thread} objects.
 */
public final class ThreadReader {
  public static final String THREAD = "java.lang.Thread";

  private static final int MOST_THREADS = 100_000;
  private static final int LONGEST_NAME = 16 * 1024;
  private static final String HOLDER = "java.lang.Thread$FieldHolder";
  private static final String VIRTUAL = "java.lang.VirtualThread";

  private final Memory memory;
  private final References references;
  private final ObjectReader objects;
  private final long listAddress;
  private final long lengthOffset;
  private final long threadsOffset;
  private final long threadObjectOffset;
  private final long virtualOffset;
  private final long osThreadOffset;
  private final long tidOffset;
  private final long stackBaseOffset;
  private final long stackSizeOffset;
  private final long pendingOffset;
  private final long waitingOffset;
  private final long monitorObjectOffset;
  private long @Nullable [] sorted;

  public ThreadReader(Memory memory, VmTables tables, References references, ObjectReader objects)
      throws UnreadableMemory {
    this.memory = memory;
    this.references = references;
    this.objects = objects;
    String thread = "JavaThread";
    listAddress = tables.address("ThreadsSMRSupport", "_java_thread_list");
    lengthOffset = tables.offset("ThreadsList", "_length");
    threadsOffset = tables.offset("ThreadsList", "_threads");
    threadObjectOffset = tables.offset(thread, "_threadObj");
    virtualOffset = tables.hasField(thread, "_vthread") ? tables.offset(thread, "_vthread") : 0;
    String osThreadHolder = tables.hasField(thread, "_osthread") ? thread : "Thread";
    osThreadOffset = tables.offset(osThreadHolder, "_osthread");
    tidOffset = tables.offset("OSThread", "_thread_id");
    stackBaseOffset = tables.offset(thread, "_stack_base");
    stackSizeOffset = tables.offset(thread, "_stack_size");
    pendingOffset = tables.offset(thread, "_current_pending_monitor");
    waitingOffset = tables.offset(thread, "_current_waiting_monitor");
    monitorObjectOffset = tables.offset("ObjectMonitor", "_object");
  }

  /** The addresses of all listed threads. */
  public long[] addresses() throws UnreadableMemory {
    long list = memory.word(listAddress);
    long length = memory.uint32(list + lengthOffset);
    long array = memory.word(list + threadsOffset);
    if (length > MOST_THREADS) {
      throw UnreadableMemory.implausible("the list of threads is not one");
    }
    long[] addresses = new long[(int) length];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = memory.word(array + 8L * i);
    }
    return addresses;
  }

  /** Reads the list anew from now on. */
  public void forget() {
    sorted = null;
  }

  private boolean isListed(long address) throws UnreadableMemory {
    long[] listed = sorted;
    if (listed == null) {
      listed = addresses();
      Arrays.sort(listed);
      sorted = listed;
    }
    return Arrays.binarySearch(listed, address) >= 0;
  }

  public List<ListedThread> threads() throws UnreadableMemory {
    List<ListedThread> threads = new ArrayList<>();
    for (long address : addresses()) {
      try {
        threads.add(thread(address));
      } catch (UnreadableMemory e) {
        // The thread has ended meanwhile.
      }
    }
    return threads;
  }

  /** Whether a thread with this name is listed. */
  public boolean anyNamed(String wanted) throws UnreadableMemory {
    for (long address : addresses()) {
      try {
        if (name(object(address)).equals(wanted)) {
          return true;
        }
      } catch (UnreadableMemory e) {
        // The thread has ended meanwhile.
      }
    }
    return false;
  }

  private ListedThread thread(long address) throws UnreadableMemory {
    int tid = tid(address);
    long stackBase = memory.word(address + stackBaseOffset);
    long stackSize = memory.word(address + stackSizeOffset);
    try {
      long object = object(address);
      return new ListedThread(
          address,
          tid,
          javaId(object),
          name(object),
          isDaemon(object),
          state(object),
          stackBase,
          stackSize,
          object,
          parkBlocker(object),
          monitorObject(memory.word(address + pendingOffset)),
          monitorObject(memory.word(address + waitingOffset)),
          mounted(address, object));
    } catch (UnreadableMemory e) {
      return new ListedThread(
          address, tid, 0, "", false, null, stackBase, stackSize, 0, null, null, null, 0);
    }
  }

  /** The id of the native thread. */
  public int tid(long address) throws UnreadableMemory {
    return memory.int32(memory.word(address + osThreadOffset) + tidOffset);
  }

  /** The {@code Thread} object. */
  public long object(long address) throws UnreadableMemory {
    return references.throughHandle(address + threadObjectOffset);
  }

  /** Whether this JVM has virtual threads at all (JDK 19 and later). */
  boolean knowVirtualThreads() {
    return virtualOffset != 0;
  }

  /** The {@code Thread} object of the virtual thread that the thread carries, or else its own. */
  public long current(long address) throws UnreadableMemory {
    long current = virtualOffset == 0 ? 0 : references.throughHandle(address + virtualOffset);
    return current == 0 ? object(address) : current;
  }

  public boolean stackHolds(long address, long pointer) throws UnreadableMemory {
    long base = memory.word(address + stackBaseOffset);
    return pointer < base && pointer >= base - memory.word(address + stackSizeOffset);
  }

  private long mounted(long address, long object) throws UnreadableMemory {
    long current = current(address);
    return current == object ? 0 : javaId(current);
  }

  private @Nullable HeapObject monitorObject(long monitor) {
    if (monitor == 0) {
      return null;
    }
    try {
      long object = references.throughHandle(monitor + monitorObjectOffset);
      return object == 0 ? null : new HeapObject(object, objects.classOf(object).name());
    } catch (UnreadableMemory e) {
      return null;
    }
  }

  /**
   * The park blocker of the thread of this {@code Thread} object, null for none or if it could not
   * be read.
   */
  @Nullable HeapObject parkBlocker(long object) {
    try {
      long blocker = objects.reference(object, THREAD, "parkBlocker");
      return blocker == 0 ? null : new HeapObject(blocker, objects.classOf(blocker).name());
    } catch (UnreadableMemory e) {
      return null;
    }
  }

  public long javaId(long object) throws UnreadableMemory {
    return objects.longField(object, THREAD, "tid");
  }

  String name(long object) throws UnreadableMemory {
    String name = objects.text(object, THREAD, "name", LONGEST_NAME);
    return name == null ? "" : name;
  }

  private boolean isDaemon(long object) throws UnreadableMemory {
    if (objects.hasField(object, THREAD, "daemon")) {
      return objects.booleanField(object, THREAD, "daemon");
    }
    return objects.booleanField(objects.reference(object, THREAD, "holder"), HOLDER, "daemon");
  }

  /**
   * The state by the bits that JVMTI defines ({@code GetThreadState}; JDK: {@code
   * jdk.internal.misc.VM}).
   */
  private Thread.State state(long object) throws UnreadableMemory {
    int status =
        objects.hasField(object, THREAD, "threadStatus")
            ? objects.intField(object, THREAD, "threadStatus")
            : objects.intField(objects.reference(object, THREAD, "holder"), HOLDER, "threadStatus");
    if ((status & 0x4) != 0) {
      return Thread.State.RUNNABLE;
    } else if ((status & 0x400) != 0) {
      return Thread.State.BLOCKED;
    } else if ((status & 0x10) != 0) {
      return Thread.State.WAITING;
    } else if ((status & 0x20) != 0) {
      return Thread.State.TIMED_WAITING;
    } else if ((status & 0x2) != 0) {
      return Thread.State.TERMINATED;
    }
    return (status & 0x1) == 0 ? Thread.State.NEW : Thread.State.RUNNABLE;
  }

  /**
   * The thread of this {@code Thread} object.
   *
   * @throws UnreadableMemory if it is not such an object, or contradicts the JVM's list of threads
   */
  public OwnerThread owner(long object) throws UnreadableMemory {
    if (objects.isA(object, "java.lang.BaseVirtualThread")) {
      boolean terminated =
          objects.isA(object, VIRTUAL) && objects.intField(object, VIRTUAL, "state") == 99;
      return new OwnerThread(name(object), javaId(object), 0, true, terminated);
    }
    long address = objects.longField(object, THREAD, "eetop");
    if (address == 0) {
      if (state(object) != Thread.State.TERMINATED) {
        throw UnreadableMemory.implausible("a thread that has not started owns nothing");
      }
      return new OwnerThread(name(object), javaId(object), 0, false, true);
    }
    if (isListed(address) && object(address) == object) {
      return new OwnerThread(name(object), javaId(object), tid(address), false, false);
    }
    throw UnreadableMemory.implausible("the owner is not in the list of threads");
  }
}
