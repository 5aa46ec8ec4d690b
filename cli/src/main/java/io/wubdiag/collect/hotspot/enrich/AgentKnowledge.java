package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.AgentNotes;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.NotedHold;
import io.wubdiag.collect.hotspot.memory.NotedWait;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.AwaitedSince;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Completes a dump with the agent's notes, if the agent is loaded: where and since when locks are
 * held and awaited, and the owners of locks that record none. If a lock records its owner, the JVM
 * itself tells it; the notes only add to it.
 */
public final class AgentKnowledge implements DumpStep {
  private static final String REFERENCES = "io.wubdiag.agent.bootstrap.LockReferences";

  private final KernelFacts kernel;
  private final HotSpotMemory memory;

  public AgentKnowledge(KernelFacts kernel, HotSpotMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
  }

  @Override
  public void complete(JvmReading reading) {
    AgentNotes notes = memory.agentNotes();
    if (!notes.holds().isEmpty() || !notes.waits().isEmpty()) {
      long now = reading.machine().nanoTime();
      NotedOwners others = new NotedOwners(kernel, memory, notes.holds(), reading.instant(), now);
      reading.complete(dump -> complete(dump, notes, others, now));
    }
  }

  private static ThreadDump complete(
      ThreadDump dump, AgentNotes notes, NotedOwners others, long now) {
    Map<ResourceId, Resource> resources = new HashMap<>();
    List<Resource> completed = new ArrayList<>(dump.resources().size());
    for (Resource resource : dump.resources()) {
      resources.put(resource.id(), resource);
      completed.add(others.complete(withAcquisitions(resource, notes.holds(), now)));
    }
    return new ThreadDump(
        withWaits(dump.threads(), resources, notes.waits(), now),
        completed,
        dump.paused(),
        dump.version());
  }

  private static Resource withAcquisitions(Resource resource, List<NotedHold> noted, long now) {
    List<Owner> owners = new ArrayList<>(resource.owners().size());
    for (Owner owner : resource.owners()) {
      NotedHold hold = find(resource, owner, noted);
      owners.add(hold == null ? owner : owner.withAcquired(acquisition(hold, now)));
    }
    return resource.withOwners(owners);
  }

  static Acquisition acquisition(NotedHold hold, long now) {
    return new Acquisition(hold.site(), sinceThen(hold.since(), now));
  }

  private static Duration sinceThen(long then, long now) {
    return Duration.ofNanos(Math.max(0, now - then));
  }

  /**
   * The note of a hold, by the lock's address. If a collection has moved the lock since the dump,
   * by the lock's class, provided that the thread holds only one lock of this class.
   */
  private static @Nullable NotedHold find(Resource resource, Owner owner, List<NotedHold> noted) {
    long javaId = owner.thread().javaId();
    boolean reads = owner.record() == Record.READ_HOLD;
    NotedHold alike = null;
    int count = 0;
    for (NotedHold hold : noted) {
      HeapObject object = resource instanceof Monitor ? hold.lock() : hold.synchronizer();
      if (javaId != 0
          && hold.javaId() == javaId
          && hold.shared() == reads
          && object.className().equals(className(resource))) {
        if (isAt(resource, object)) {
          return hold;
        }
        alike = hold;
        count++;
      }
    }
    return count == 1 ? alike : null;
  }

  static boolean isAt(Resource resource, HeapObject object) {
    return resource.id().identity().equals("0x" + Long.toHexString(object.address()));
  }

  static @Nullable String className(Resource resource) {
    if (resource instanceof Monitor object) {
      return object.className();
    }
    if (resource instanceof OwnableSynchronizer lock) {
      return lock.className();
    }
    return resource instanceof UnownedSynchronizer other ? other.className() : null;
  }

  /**
   * The threads with their noted waits. A thread waits for one object only, so the class is enough
   * to match the note, if the thread is still where it began to wait: a wait that ends by an
   * exception leaves its note behind.
   */
  private static List<ThreadSnapshot> withWaits(
      List<ThreadSnapshot> threads,
      Map<ResourceId, Resource> resources,
      List<NotedWait> noted,
      long now) {
    Map<Long, NotedWait> byThread = new HashMap<>();
    for (NotedWait wait : noted) {
      byThread.put(wait.javaId(), wait);
    }
    List<ThreadSnapshot> completed = new ArrayList<>(threads.size());
    for (ThreadSnapshot thread : threads) {
      Wait wait = thread.waitsFor();
      NotedWait note = byThread.get(thread.ref().javaId());
      Resource resource = wait == null ? null : resources.get(wait.resource());
      if (wait != null
          && note != null
          && resource != null
          && note.synchronizer().className().equals(className(resource))
          && isWithin(thread.frames(), note.site())) {
        AwaitedSince since = new AwaitedSince(note.site(), sinceThen(note.since(), now));
        completed.add(thread.withWaitsFor(wait.withSince(since)));
      } else {
        completed.add(thread);
      }
    }
    return completed;
  }

  /**
   * Whether the stack contains this call site. For a method reference it contains our replacement.
   */
  private static boolean isWithin(List<Frame> frames, String site) {
    for (Frame frame : frames) {
      if (frame.className().equals(REFERENCES) || site(frame).equals(site)) {
        return true;
      }
    }
    return false;
  }

  /** The call site in the form of the agent and of {@link StackTraceElement}. */
  private static String site(Frame frame) {
    String file = frame.file();
    String place = file == null || frame.line() <= 0 ? "" : ":" + frame.line();
    return frame.className()
        + "."
        + frame.method()
        + "("
        + (file == null ? "Unknown Source" : file)
        + place
        + ")";
  }
}
