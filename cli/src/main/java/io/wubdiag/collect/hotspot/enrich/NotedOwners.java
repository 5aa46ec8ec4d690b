package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.NotedHold;
import io.wubdiag.collect.hotspot.memory.SynchronizerState;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds owners that the JVM does not record in the agent's notes: of a {@code StampedLock}, of a
 * semaphore's permits, of a read lock whose reader has ended.
 *
 * <p>A note can be out of date, if code that is not woven has released the lock. So an owner counts
 * only if the number of notes equals the number of holders in the lock's own state.
 */
final class NotedOwners {
  private static final String STAMPED = "java.util.concurrent.locks.StampedLock";
  private static final String SEMAPHORE = "java.util.concurrent.Semaphore$";
  private static final String READ_WRITE = "java.util.concurrent.locks.ReentrantReadWriteLock$";

  /** The state of a {@code StampedLock}: held for writing; how often for reading (JDK 17 to 25). */
  private static final long WRITER = 0x80;

  private static final long READERS = 0x7f;

  /**
   * The least time by which an acquisition must precede the dump to count as earlier: the agent's
   * clock ticks, and not punctually on a busy machine. So a thread that waited then and owns now
   * makes no cycle.
   */
  private static final long BEFORE_NANOS = 1_000_000_000;

  private final KernelFacts kernel;
  private final HotSpotMemory memory;
  private final List<NotedHold> noted;
  private final long dumped;
  private final long now;

  NotedOwners(
      KernelFacts kernel, HotSpotMemory memory, List<NotedHold> noted, long dumped, long now) {
    this.dumped = dumped;
    this.kernel = kernel;
    this.memory = memory;
    this.noted = noted;
    this.now = now;
  }

  /** The same resource with the owners that only the notes have. */
  Resource complete(Resource resource) {
    String className = AgentKnowledge.className(resource);
    if (className == null) {
      return resource;
    }
    if (className.equals(STAMPED) && resource.owners().isEmpty()) {
      return resource.withOwners(stamped(holdsOf(resource)));
    }
    if (className.startsWith(SEMAPHORE) && resource.owners().isEmpty()) {
      return resource.withOwners(permits(holdsOf(resource)));
    }
    if (className.startsWith(READ_WRITE)) {
      List<Owner> owners = new ArrayList<>(resource.owners());
      owners.addAll(endedReaders(holdsOf(resource)));
      return resource.withOwners(owners);
    }
    return resource;
  }

  private List<NotedHold> holdsOf(Resource resource) {
    List<NotedHold> holds = new ArrayList<>();
    for (NotedHold hold : noted) {
      if (AgentKnowledge.isAt(resource, hold.synchronizer())) {
        holds.add(hold);
      }
    }
    holds.sort(Comparator.comparingLong(NotedHold::since));
    return holds;
  }

  private List<Owner> stamped(List<NotedHold> holds) {
    long state = holds.isEmpty() ? 0 : holds.get(0).state();
    boolean written = (state & WRITER) != 0;
    List<Owner> owners = new ArrayList<>();
    long count = 0;
    for (NotedHold hold : holds) {
      if (hold.shared() != written && hold.since() - dumped < -BEFORE_NANOS) {
        count += hold.count();
        addOwner(hold, Record.NOTED, owners);
      }
    }
    return count == (written ? 1 : state & READERS) ? owners : List.of();
  }

  /**
   * The owners of permits. If other threads have released permits, they are taken to be the oldest.
   */
  private List<Owner> permits(List<NotedHold> holds) {
    long givenBack = holds.isEmpty() ? 0 : holds.get(0).state();
    List<Owner> owners = new ArrayList<>();
    for (NotedHold hold : holds) {
      if (givenBack >= hold.count()) {
        givenBack -= hold.count();
      } else {
        givenBack = 0;
        addOwner(hold, Record.NOTED_PERMIT, owners);
      }
    }
    return owners;
  }

  /**
   * Ended readers. They have taken with them the counts by which the lock itself would show them.
   */
  private List<Owner> endedReaders(List<NotedHold> holds) {
    List<Owner> ended = new ArrayList<>();
    long count = 0;
    for (NotedHold hold : holds) {
      OwnerThread thread = hold.thread();
      if (hold.shared() && thread != null && thread.terminated()) {
        count += hold.count();
        addOwner(hold, Record.NOTED, ended);
      }
    }
    return ended.isEmpty() || count != missingReads(holds.get(0)) ? List.of() : ended;
  }

  private long missingReads(NotedHold hold) {
    SynchronizerState state = memory.synchronizer(hold.synchronizer().address()).orElse(null);
    if (state == null) {
      return 0;
    }
    long missing = state.readHolds();
    for (SynchronizerState.Reader reader : state.readers()) {
      missing -= reader.holds();
    }
    return missing;
  }

  private void addOwner(NotedHold hold, Record record, List<Owner> owners) {
    @Nullable OwnerThread thread = hold.thread();
    if (thread != null) {
      long tid = kernel.taskInNamespace(thread.namespaceTid()).map(Task::tid).orElse(0L);
      ThreadRef ref = new ThreadRef(kernel.identity(), thread.name(), tid, thread.javaId());
      Liveness liveness = thread.terminated() ? Liveness.TERMINATED : Liveness.LIVE;
      owners.add(
          new Owner(
              ref, liveness, record, Certainty.INFERRED, AgentKnowledge.acquisition(hold, now)));
    }
  }
}
