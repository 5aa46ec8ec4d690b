package io.wubdiag.collect.cpython;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LittleEndian;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The threads, stacks and locks of a CPython process, read from its memory. The process is neither
 * stopped nor asked, so reading also works for a hung process. It reads what gdb's {@code py-bt}
 * shows, starting at the symbol {@code _PyRuntime}.
 *
 * <p>Not thread-safe.
 */
public final class PythonMemory implements Closeable {
  private static final int MOST_INTERPRETERS = 64;
  private static final int MOST_THREADS = 10_000;

  /** The number of innermost frames that may have called a lock's method. */
  private static final int CALLERS = 2;

  /** The number of bytes of a thread's descriptor that are searched for its id. */
  private static final int DESCRIPTOR = 1024;

  /**
   * The entry of the auxiliary vector with the address of 16 random bytes. Each execve(2) makes new
   * ones.
   */
  private static final long AT_RANDOM = 25;

  /** The auxiliary vector has some 20 entries of 16 bytes. */
  private static final int MOST_VECTOR = 4096;

  private final Machine machine;
  private final ProcessMemory source;
  private final PagedMemory memory;
  private final PythonImage image;
  private final long runtime;
  private PythonLayout layout;
  private PythonObjects objects;
  private PythonStacks stacks;

  private PythonMemory(Machine machine, ProcessMemory source, KernelFacts kernel, Deadline deadline)
      throws UnreadableMemory {
    this.machine = machine;
    this.source = source;
    this.memory = new PagedMemory(source, deadline);
    this.image = PythonImage.of(machine, kernel);
    DynamicSymbols symbols = new DynamicSymbols(memory, image.address(), "CPython");
    this.runtime = symbols.address("_PyRuntime");
    this.layout = layout(symbols, kernel);
    this.objects = new PythonObjects(memory, layout);
    this.stacks = new PythonStacks(memory, objects);
  }

  /** The layout of its version. From 3.13 on, its own offsets are included. */
  private PythonLayout layout(DynamicSymbols symbols, KernelFacts kernel) throws UnreadableMemory {
    PythonVersion version = PythonVersion.of(memory, symbols);
    Optional<PythonLayout> known =
        version.isRelease() ? PythonLayout.of(version.minor()) : Optional.empty();
    PythonLayout release =
        known.orElseThrow(
            () ->
                UnreadableMemory.unsupported(
                    "it is CPython "
                        + version
                        + "; only the locks of 3.11, 3.12 and 3.13 are known; to see its stacks,"
                        + " with Debian's gdb and python3-dbg: gdb -p "
                        + kernel.pid()
                        + " -batch -ex 'thread apply all py-bt'"));
    return release.since(13)
        ? release.with(PythonDebugOffsets.read(memory, runtime, version))
        : release;
  }

  /** Opens the memory of this process. */
  public static Answer<PythonMemory> open(Machine machine, KernelFacts kernel, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.MEMORY);
    try {
      ProcessMemory process = ProcessMemory.open(machine, kernel.identity());
      try {
        return watch.answered(new PythonMemory(machine, process, kernel, deadline));
      } catch (UnreadableMemory e) {
        process.close();
        throw e;
      }
    } catch (UnreadableMemory e) {
      return watch.failed(e);
    }
  }

  /** The layout by which it is read. */
  public PythonLayout layout() {
    return layout;
  }

  /** The file with CPython's code. */
  public PythonImage image() {
    return image;
  }

  /** Reads everything anew from now on, by this layout. */
  public void readBy(PythonLayout newLayout) {
    layout = newLayout;
    memory.forget();
    objects = new PythonObjects(memory, layout);
    stacks = new PythonStacks(memory, objects);
  }

  /** All threads that run Python code, read anew. */
  public PythonThreads threads() {
    memory.forget();
    List<PythonThread> threads = new ArrayList<>();
    boolean complete = true;
    try {
      long interpreter = objects.word(runtime, "_PyRuntimeState.interpreters.head");
      for (int i = 0; interpreter != 0 && i < MOST_INTERPRETERS; i++) {
        addThreads(interpreter, threads);
        interpreter = objects.word(interpreter, "PyInterpreterState.next");
      }
    } catch (UnreadableMemory runsOn) {
      complete = false;
    }
    return new PythonThreads(threads, complete);
  }

  private void addThreads(long interpreter, List<PythonThread> threads) throws UnreadableMemory {
    Map<Long, String> names = names(interpreter);
    Set<Long> seen = new HashSet<>();
    long state = objects.word(interpreter, "PyInterpreterState.threads.head");
    while (state != 0 && seen.size() < MOST_THREADS && seen.add(state)) {
      threads.add(thread(state, names));
      state = objects.word(state, "PyThreadState.next");
    }
  }

  private PythonThread thread(long state, Map<Long, String> names) throws UnreadableMemory {
    long ident = objects.word(state, "PyThreadState.thread_id");
    long tid = objects.word(state, "PyThreadState.native_thread_id");
    List<Frame> frames = new ArrayList<>();
    List<Long> addresses = List.of();
    try {
      addresses = stacks.frames(state);
      for (long frame : addresses) {
        frames.add(stacks.describe(frame));
      }
    } catch (UnreadableMemory runsOn) {
      // The outermost frames are missing.
    }
    return new PythonThread(ident, tid, names.get(ident), frames, addresses);
  }

  /**
   * The names of threads by ident, from {@code threading._active}; empty if the module is not
   * imported.
   */
  private Map<Long, String> names(long interpreter) {
    Map<Long, String> names = new HashMap<>();
    try {
      long modules =
          objects.word(
              interpreter,
              objects.since(12)
                  ? "PyInterpreterState.imports.modules"
                  : "PyInterpreterState.modules");
      long threading = objects.get(modules, "threading");
      if (!objects.typeOf(threading).equals("module")) {
        return names;
      }
      long active = objects.get(objects.word(threading, "PyModuleObject.md_dict"), "_active");
      for (Map.Entry<Long, Long> entry : objects.entries(active).entrySet()) {
        String name = objects.text(objects.attribute(entry.getValue(), "_name"));
        if (name != null) {
          names.put(objects.number(entry.getKey()), name);
        }
      }
    } catch (UnreadableMemory runsOn) {
      // The kernel's names remain.
    }
    return names;
  }

  /**
   * The lock at which a thread sleeps: its innermost frames refer to it, and its semaphore is at
   * this address. Null if none is found.
   *
   * @param futex the address that the kernel shows
   */
  public @Nullable PythonLock awaited(PythonThread thread, long futex) {
    return lockIn(thread.frameAddresses(), CALLERS, futex);
  }

  /** Whether a thread's frames refer to this lock, as they do inside its {@code with}. */
  public boolean uses(PythonThread thread, PythonLock lock) {
    List<Long> frames = thread.frameAddresses();
    return lockIn(frames, frames.size(), lock.semaphore()) != null;
  }

  private @Nullable PythonLock lockIn(List<Long> frames, int most, long semaphore) {
    try {
      for (long frame : frames.subList(0, Math.min(most, frames.size()))) {
        for (long word : stacks.words(frame)) {
          PythonLock lock = lockAt(word);
          if (lock != null && lock.semaphore() == semaphore) {
            return lock;
          }
        }
      }
    } catch (UnreadableMemory runsOn) {
      // The thread does not wait any more.
    }
    return null;
  }

  /** Whether the same lock is at the same address in this process. */
  public boolean has(PythonLock lock) {
    try {
      PythonLock here = lockAt(lock.address());
      return here != null
          && here.className().equals(lock.className())
          && here.semaphore() == lock.semaphore();
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  /**
   * The lock at this address, or the lock of a bound method at this address; null for any other
   * object.
   */
  private @Nullable PythonLock lockAt(long address) throws UnreadableMemory {
    String type = objects.typeOf(address);
    if (type.equals("builtin_function_or_method")) {
      long self = objects.word(address, "PyCFunctionObject.m_self");
      type = objects.typeOf(self);
      return isLock(type) ? lock(self, type) : null;
    }
    return isLock(type) ? lock(address, type) : null;
  }

  private static boolean isLock(String type) {
    return type.equals(PythonLock.RLOCK) || type.equals(PythonLock.LOCK);
  }

  private PythonLock lock(long address, String type) throws UnreadableMemory {
    return type.equals(PythonLock.RLOCK)
        ? new PythonLock(
            address,
            type,
            objects.word(address, "rlockobject.rlock_lock"),
            objects.word(address, "rlockobject.rlock_owner"))
        : new PythonLock(address, type, objects.word(address, "lockobject.lock_lock"), 0);
  }

  /**
   * Whether the {@code struct pthread} of glibc at this ident has the id of one of these tasks.
   * Then the thread lives, though it runs no Python code now. glibc and the kernel clear the id
   * when a thread ends; a forked child clears the ids of all threads but its own (nptl/descr.h and
   * fork.h; the field lies at 720 on x86-64 and at 208 on AArch64).
   */
  public boolean isThreadOf(long ident, List<Long> namespaceTids) {
    try {
      byte[] descriptor = memory.bytes(ident, DESCRIPTOR);
      for (int at = 0; at < DESCRIPTOR; at += 4) {
        if (namespaceTids.contains((long) LittleEndian.int32(descriptor, at))) {
          return true;
        }
      }
    } catch (UnreadableMemory unmapped) {
      // The thread's stack, which held the struct, was unmapped.
    }
    return false;
  }

  /**
   * The random bytes that the kernel gave the program at execve(2), as two words; empty if they
   * could not be read. Two processes with equal bytes are related by fork.
   */
  public OptionalLong executionMark(KernelFacts kernel) {
    try (ReadableFile file = machine.open("/proc/" + kernel.pid() + "/auxv")) {
      byte[] vector = new byte[MOST_VECTOR];
      vector = Arrays.copyOf(vector, Math.max(0, file.read(0, vector, 0, vector.length)));
      for (int at = 0; at + 16 <= vector.length; at += 16) {
        if (LittleEndian.int64(vector, at) == AT_RANDOM) {
          return OptionalLong.of(memory.word(LittleEndian.int64(vector, at + 8)));
        }
      }
    } catch (IOException | UnreadableMemory e) {
      // The process has ended, or may not be read.
    }
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    source.close();
  }
}
