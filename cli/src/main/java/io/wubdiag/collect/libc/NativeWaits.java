package io.wubdiag.collect.libc;

import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.libc.NativeWait.ConditionWait;
import io.wubdiag.collect.libc.NativeWait.MutexWait;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the tasks of a process wait for in futex(2), whatever program it runs. Knows the
 * mutexes of glibc on 64-bit machines ({@code sysdeps/nptl/bits/thread-shared-types.h}, since 2.4:
 * {@code int lock, count, owner, nusers, kind}). musl's mutexes hold an owner only if they are
 * recursive.
 */
public final class NativeWaits implements Closeable {
  // linux/futex.h
  private static final int COMMAND = 0x7f;
  private static final int WAIT = 0;
  private static final int LOCK_PI = 6;
  private static final int WAIT_BITSET = 9;
  private static final int LOCK_PI2 = 13;
  private static final int WAITERS = 0x8000_0000;
  private static final int TID = 0x3fff_ffff;

  /** A {@code lock} word that says: locked, with waiters. */
  private static final int CONTENDED = 2;

  /** Mutex kinds 0 to 3, robust 16, with priorities 32 and 64, shared 128, elision 256 and 512. */
  private static final int KINDS = 3 | 16 | 32 | 64 | 128 | 256 | 512;

  private final Memory memory;
  private final PagedMemory pages;
  private final Closeable source;
  private final Set<Long> tids;
  private final KnownMutexes known;
  private final SystemCallNumbers numbers = SystemCallNumbers.ofThisMachine();

  public NativeWaits(PagedMemory pages, Closeable source, Set<Long> tids, KnownMutexes known) {
    this.memory = pages;
    this.pages = pages;
    this.source = source;
    this.tids = tids;
    this.known = known;
  }

  /**
   * Opens the memory of this process. A runtime whose mutexes have names knows more: see {@link
   * KnownMutexes}.
   *
   * @param others ids of tasks that the process may have been forked from, as they are numbered in
   *     its namespace
   */
  public static Answer<NativeWaits> open(
      Machine machine, KernelFacts facts, Collection<Long> others, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.MEMORY);
    try {
      ProcessMemory process = ProcessMemory.open(machine, facts.identity());
      NativeWaits waits =
          new NativeWaits(
              new PagedMemory(process, deadline), process, tids(facts, others), KnownMutexes.NONE);
      return watch.answered(waits);
    } catch (UnreadableMemory e) {
      return watch.failed(e);
    }
  }

  public static Set<Long> tids(KernelFacts facts, Collection<Long> others) {
    Set<Long> tids = new HashSet<>(others);
    for (Task task : facts.tasks()) {
      tids.add(task.namespaceTid());
    }
    return tids;
  }

  /** What this task waits for; empty if it does not wait in futex(2), or was just woken. */
  public Optional<NativeWait> of(Task task) {
    SystemCall call = task.systemCall();
    if (call == null || !numbers.isFutex(call) || call.arguments().size() < 3) {
      return Optional.empty();
    }
    pages.forget();
    try {
      return Optional.ofNullable(wait(task, call));
    } catch (UnreadableMemory e) {
      return Optional.empty();
    }
  }

  private @Nullable NativeWait wait(Task task, SystemCall call) throws UnreadableMemory {
    long address = call.arguments().get(0);
    int operation = call.arguments().get(1).intValue();
    int command = operation & COMMAND;
    int expected = call.arguments().get(2).intValue();
    int word = memory.int32(address);
    if (command == LOCK_PI || command == LOCK_PI2) {
      return tids.contains((long) (word & TID)) ? mutex(address, word & TID) : null;
    }
    if (command != WAIT && command != WAIT_BITSET || word != expected) {
      return null;
    }
    if (word == CONTENDED) {
      long owner = owner(address);
      if (owner != 0) {
        return mutex(address, owner);
      }
    } else if ((word & WAITERS) != 0 && tids.contains((long) (word & TID))) {
      return mutex(address, word & TID);
    }
    NativeWait wait = known.wait(task, call, address, operation, word);
    return wait == null ? new ConditionWait(address, null) : wait;
  }

  private NativeWait mutex(long address, long owner) throws UnreadableMemory {
    return new MutexWait(address, owner, known.mutexName(address));
  }

  /** The owner of the mutex at this address; 0 if it has none, or another object is there. */
  private long owner(long address) throws UnreadableMemory {
    int owner = memory.int32(address + 8);
    int users = memory.int32(address + 12);
    int kind = memory.int32(address + 16);
    if (owner <= 0 || users <= 0 || (kind & ~KINDS) != 0) {
      return 0;
    }
    return tids.contains((long) owner) || known.mutexOwner(address) == owner ? owner : 0;
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
