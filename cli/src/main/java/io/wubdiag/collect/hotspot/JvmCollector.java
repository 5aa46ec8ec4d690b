package io.wubdiag.collect.hotspot;

import io.wubdiag.collect.hotspot.approach.ForkOrigin;
import io.wubdiag.collect.hotspot.approach.JvmDescription;
import io.wubdiag.collect.hotspot.approach.SourceChoice;
import io.wubdiag.collect.hotspot.attach.AttachSource;
import io.wubdiag.collect.hotspot.dump.LockWaits;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.enrich.AgentKnowledge;
import io.wubdiag.collect.hotspot.enrich.Carriers;
import io.wubdiag.collect.hotspot.enrich.ClassInitialisers;
import io.wubdiag.collect.hotspot.enrich.ListedThreads;
import io.wubdiag.collect.hotspot.enrich.LockOwners;
import io.wubdiag.collect.hotspot.enrich.LogNotes;
import io.wubdiag.collect.hotspot.enrich.NativeLocks;
import io.wubdiag.collect.hotspot.enrich.PoolQueues;
import io.wubdiag.collect.hotspot.enrich.VirtualThreadPlaces;
import io.wubdiag.collect.hotspot.jfr.LastEvents;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.sampling.Confirmation;
import io.wubdiag.collect.hotspot.sampling.QuiescenceCheck;
import io.wubdiag.collect.hotspot.sampling.RetriedWaits;
import io.wubdiag.collect.hotspot.sampling.SafepointWatch;
import io.wubdiag.collect.hotspot.sampling.Spins;
import io.wubdiag.collect.hotspot.serviceability.ServiceabilitySource;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.SafepointBlocker;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Captures one JVM: by the best source that can answer, completed by the gentler ones, and looked
 * at twice where once proves nothing.
 */
public final class JvmCollector {
  private static final int MOST_LOOKS = 3;
  private static final String UNREAD_LOCK = "a lock was not found where a thread said that it is";
  private static final String UNREAD_POOL = "a thread pool could not be read";
  private static final String UNREAD_THREADS = "its virtual threads could not be read";

  private final KernelFacts kernel;
  private final ProcessTable table;
  private final Deadline deadline;
  private final OffCpu stillness;

  /** Guarded by itself: a capture that is given up for lack of time is read by another thread. */
  private final List<Attempt> attempts = new ArrayList<>();

  private volatile JvmFacts facts = new JvmFacts(null, null, null, null);
  private volatile long instant;
  private volatile Duration paused = Duration.ZERO;
  private boolean listed;

  public JvmCollector(KernelFacts kernel, Attempt reading, ProcessTable table, Deadline deadline) {
    this.kernel = kernel;
    this.table = table;
    this.deadline = deadline;
    this.stillness = new OffCpu(kernel, System.nanoTime());
    note(reading);
  }

  public long pid() {
    return kernel.pid();
  }

  /** When its threads were read, by {@link System#nanoTime()}; 0 if they were not. */
  public long instant() {
    return instant;
  }

  /** What is had of it when the time is up. */
  public CapturedJvm outOfTime() {
    note(
        new Attempt(
            Source.ATTACH,
            Outcome.TIMED_OUT,
            "the time was up; try a longer --timeout",
            Duration.ZERO));
    return withoutDump();
  }

  public CapturedJvm capture() {
    try {
      Answer<HotSpotMemory> opened = HotSpotMemory.open(kernel, deadline);
      try (HotSpotMemory memory = opened.value()) {
        note(opened.attempt());
        return capture(memory);
      }
    } catch (RuntimeException fault) {
      // A fault of ours costs one row of the answer, never the others.
      note(
          new Attempt(
              Source.MEMORY, Outcome.FAILED, "a fault of wubdiag itself: " + fault, Duration.ZERO));
      return withoutDump();
    }
  }

  private CapturedJvm capture(@Nullable HotSpotMemory memory) {
    List<ListedThread> listed = memory == null ? List.of() : memory.threads();
    Fork fork = ForkOrigin.of(kernel, listed, table);
    facts = JvmDescription.of(kernel, memory, fork);
    if (memory != null) {
      facts = facts.withInversions(memory.inversions());
    }
    boolean attachDisabled = memory != null && memory.vm().attachDisabled();
    SourceChoice approach = SourceChoice.of(kernel, fork, attachDisabled);
    return switch (approach.best()) {
      case ATTACH -> overAttach(memory);
      case SERVICEABILITY -> {
        skip(Source.ATTACH, approach.reason());
        yield byServiceability(memory, listed);
      }
      default -> {
        skip(Source.ATTACH, approach.reason());
        skip(Source.SERVICEABILITY, approach.reason());
        readLastEvents();
        yield withoutDump();
      }
    };
  }

  private CapturedJvm overAttach(@Nullable HotSpotMemory memory) {
    Deadline share = deadline.within(deadline.remaining().multipliedBy(3).dividedBy(5));
    AttachSource attach = memory == null ? new AttachSource() : new AttachSource(memory::mounts);
    Supplier<@Nullable ThreadDump> print = () -> print(attach, memory, share);
    ThreadDump dump = memory == null ? print.get() : firstPrint(attach, memory, share.copy());
    if (dump == null) {
      return byServiceability(memory, memory == null ? List.of() : memory.threads());
    }
    if (memory == null) {
      ThreadDump later = new LockWaits(dump).anyWithVirtual() ? print.get() : null;
      return captured(Source.ATTACH, later == null ? dump : later, null);
    }
    LockOwners owners = new LockOwners(kernel, memory);
    ThreadDump completed = owners.complete(dump);
    LockWaits waits = new LockWaits(completed);
    if (waits.anySynchronizer() || waits.anyWithVirtual()) {
      completed = confirmed(completed, owners, print);
      if (!owners.leftOpen().isEmpty() && !LockWaits.anyVirtual(completed)) {
        // A wait has outlasted some looks, and nothing gentler tells who owns the lock.
        ThreadDump richer = received(new ServiceabilitySource().dump(kernel, deadline));
        if (richer != null) {
          return captured(Source.SERVICEABILITY, richer, memory);
        }
        noteUnread(UNREAD_LOCK);
      }
    }
    completed = withRetriedWaits(completed, owners, print, share);
    facts = facts.withSpins(new Spins(kernel, memory, print, share).find(completed));
    return captured(Source.ATTACH, completed, memory);
  }

  /**
   * A later dump, with the owners of locks that two looks in turn agree on. A collection may move a
   * lock just when it is to be read: then there are some more looks.
   */
  private ThreadDump confirmed(
      ThreadDump first, LockOwners owners, Supplier<@Nullable ThreadDump> print) {
    ThreadDump earlier = first;
    Set<ResourceId> earlierOpen = owners.leftOpen();
    for (int looks = 1; ; looks++) {
      ThreadDump printed = print.get();
      if (printed == null) {
        return earlier;
      }
      ThreadDump later = owners.complete(printed);
      Set<ResourceId> open = owners.leftOpen();
      boolean read = open.isEmpty() && earlierOpen.isEmpty();
      if (read || looks == MOST_LOOKS) {
        Confirmation confirmation = new Confirmation(earlier);
        boolean othersMayTell = !open.isEmpty() && !LockWaits.anyVirtual(later);
        if (!read && !othersMayTell && confirmation.anyStillWaits(later, open, earlierOpen)) {
          noteUnread(UNREAD_LOCK);
        }
        return confirmation.confirm(later);
      }
      earlier = later;
      earlierOpen = open;
    }
  }

  private ThreadDump withRetriedWaits(
      ThreadDump dump, LockOwners owners, Supplier<@Nullable ThreadDump> print, Deadline share) {
    RetriedWaits waits = new RetriedWaits(dump);
    if (!waits.any()) {
      return dump;
    }
    KernelFactsReader reader = new KernelFactsReader();
    Map<Long, Task.Counters> before = reader.readCounters(kernel);
    Map<Long, Task.Counters> now = before;
    while (waits.undecided(before, now) && share.remaining().compareTo(waits.pause()) > 0) {
      OffCpu.rest(waits.pause());
      ThreadDump later = print.get();
      if (later == null) {
        break;
      }
      waits.look(owners.complete(later));
      now = reader.readCounters(kernel);
    }
    return waits.marked(before, now);
  }

  /** The only question that may find the JVM unable to answer, and has to. */
  private @Nullable ThreadDump firstPrint(
      AttachSource attach, HotSpotMemory memory, Deadline question) {
    try (SafepointWatch watch = SafepointWatch.of(kernel, memory, question)) {
      ThreadDump dump = print(attach, memory, question);
      SafepointBlocker straggler = watch.straggler();
      if (dump == null && straggler != null) {
        facts = facts.withStraggler(straggler);
      }
      return dump;
    }
  }

  /** Null if it does not answer, or does not list its virtual threads as it has before. */
  private @Nullable ThreadDump print(
      AttachSource attach, @Nullable HotSpotMemory memory, Deadline share) {
    Answer<ThreadDump> answer = attach.dump(kernel, false, share);
    ThreadDump dump = received(answer);
    boolean unlisted = !answer.attempt().reason().isEmpty();
    if (unlisted && listed) {
      return null; // the look before tells more
    }
    listed |= !unlisted;
    return dump == null || !unlisted || memory == null ? dump : withVirtual(dump, memory, true);
  }

  private CapturedJvm byServiceability(@Nullable HotSpotMemory memory, List<ListedThread> listed) {
    readLastEvents();
    ThreadDump dump = received(new ServiceabilitySource().dump(kernel, deadline));
    if (dump != null) {
      return captured(Source.SERVICEABILITY, withVirtualThreads(dump, memory), memory);
    }
    if (memory == null || listed.isEmpty()) {
      return withoutDump();
    }
    ThreadDump dumpWithoutStacks = ListedThreads.dump(kernel, listed);
    return captured(
        Source.MEMORY, new LockOwners(kernel, memory).complete(dumpWithoutStacks), memory);
  }

  /** Which the Serviceability Agent does not list. In a forked copy there is nobody to run them. */
  private ThreadDump withVirtualThreads(ThreadDump dump, @Nullable HotSpotMemory memory) {
    if (memory == null || facts.fork() != null) {
      return dump;
    }
    LockOwners owners = new LockOwners(kernel, memory);
    ThreadDump first = owners.complete(withVirtual(dump, memory, false));
    return new Confirmation(first).confirm(owners.complete(withVirtual(dump, memory, false)));
  }

  private ThreadDump withVirtual(ThreadDump dump, HotSpotMemory memory, boolean expected) {
    Optional<List<ListedVirtualThread>> read = memory.virtualThreads();
    List<ListedVirtualThread> virtual = read.orElse(List.of());
    if (read.isEmpty() || expected && virtual.isEmpty()) {
      noteUnread(UNREAD_THREADS);
    }
    return virtual.isEmpty() ? dump : ListedThreads.withVirtual(dump, kernel.identity(), virtual);
  }

  /** A forked copy has its parent's recording open. */
  private void readLastEvents() {
    if (facts.fork() == null) {
      facts = facts.withLastEvents(LastEvents.of(kernel, deadline));
    }
  }

  private @Nullable ThreadDump received(Answer<ThreadDump> answer) {
    note(answer.attempt());
    ThreadDump dump = answer.value();
    if (dump != null) {
      instant = System.nanoTime();
      paused = paused.plus(dump.paused());
    }
    return dump;
  }

  private CapturedJvm captured(Source source, ThreadDump dump, @Nullable HotSpotMemory memory) {
    ThreadDump whole =
        new NativeLocks(kernel, facts.fork(), table, deadline).complete(dump, memory);
    if (memory != null) {
      PoolQueues queues = new PoolQueues(memory, kernel.identity());
      whole = queues.complete(whole);
      if (queues.unread()) {
        noteUnread(UNREAD_POOL);
      }
      Carriers carriers = new Carriers(kernel, memory, deadline);
      whole = carriers.complete(whole);
      if (carriers.unread()) {
        noteUnread(UNREAD_THREADS);
      }
      facts = facts.withVirtualThreads(VirtualThreadPlaces.of(kernel, whole, memory));
      whole = new ClassInitialisers(kernel, memory).complete(whole);
      whole = new AgentKnowledge(kernel, memory, instant).complete(whole);
      whole = new LogNotes(memory).complete(whole);
    }
    LockWaits waits = new LockWaits(whole);
    QuiescenceCheck standstill = new QuiescenceCheck(whole, kernel);
    boolean still =
        source == Source.ATTACH && memory != null && facts.fork() == null && standstill.possible();
    if (still || waits.anyBehindFreeOwner()) {
      stillness.awaitLongSpan(deadline);
    }
    List<ThreadSnapshot> threads =
        still || waits.any() ? stillness.mark(whole.threads()) : whole.threads();
    if (still && memory != null) {
      facts = facts.withStandstill(standstill.confirm(threads, memory));
    }
    if (memory != null && memory.missedMovedObjects()) {
      String reason = "ZGC has moved objects and does not tell where to";
      note(new Attempt(Source.MEMORY, Outcome.UNSUPPORTED, reason, Duration.ZERO));
    }
    return new CapturedJvm(kernel, facts, source, attempts(), paused, threads, whole.resources());
  }

  /** The row of a JVM that could not be asked: what the kernel shows of its threads. */
  public CapturedJvm withoutDump() {
    return new CapturedJvm(
        kernel, facts, Source.KERNEL, attempts(), paused, NativeProcess.tasks(kernel), List.of());
  }

  private void skip(Source source, String reason) {
    note(new Attempt(source, Outcome.SKIPPED, reason, Duration.ZERO));
  }

  private void noteUnread(String reason) {
    Attempt failed = new Attempt(Source.MEMORY, Outcome.FAILED, reason, Duration.ZERO);
    if (!attempts().contains(failed)) {
      note(failed);
    }
  }

  private void note(Attempt attempt) {
    synchronized (attempts) {
      attempts.add(attempt);
    }
  }

  private List<Attempt> attempts() {
    synchronized (attempts) {
      return List.copyOf(attempts);
    }
  }
}
