package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects that the threads of a dump hold or wait for. */
final class ObjectTable {
  private final ProcessIdentity process;
  private final Map<ResourceId, Resource> monitors = new LinkedHashMap<>();
  private final Map<ResourceId, Resource> others = new LinkedHashMap<>();

  ObjectTable(ProcessIdentity process) {
    this.process = process;
  }

  /** Adds an object whose monitor is held or awaited. */
  ResourceId monitor(ResourceId id, String className, @Nullable String detail) {
    monitors.computeIfAbsent(id, i -> new Monitor(i, className, detail, List.of()));
    return id;
  }

  /** Adds an object on which a thread is parked. */
  ResourceId parkBlocker(ResourceId id, String className) {
    others.computeIfAbsent(id, i -> Resource.parkBlocker(i, className));
    return id;
  }

  /** Records the owner of a park blocker, as the JVM itself tells it. */
  void owned(ResourceId id, ThreadRef owner) {
    Owner its =
        new Owner(owner, Owner.Liveness.LIVE, Owner.Record.DEADLOCK_SEARCH, Certainty.PROVED);
    others.computeIfPresent(
        id, (i, blocker) -> new OwnableSynchronizer(i, classOf(blocker), List.of(its)));
  }

  /** Adds a class whose initialisation a thread waits for. */
  ResourceId initialisation(String className) {
    ResourceId id = ResourceId.named(process, "initialisation:" + className);
    others.computeIfAbsent(id, i -> new ClassInitialisation(i, className, null, List.of()));
    return id;
  }

  @Nullable Resource get(ResourceId id) {
    Resource monitor = monitors.get(id);
    return monitor != null ? monitor : others.get(id);
  }

  /**
   * Gives each object that is both a monitor and a park blocker two names. A thread parked on it
   * does not wait for the monitor's owner.
   */
  List<ThreadSnapshot> withoutClashes(List<ThreadSnapshot> threads) {
    List<ThreadSnapshot> result = null;
    for (int i = 0; i < threads.size(); i++) {
      ThreadSnapshot thread = threads.get(i);
      Wait wait = thread.waitsFor();
      if (wait != null && wait.kind() == Wait.Kind.PARK && monitors.containsKey(wait.resource())) {
        ResourceId other = ResourceId.named(process, "parked:" + wait.resource().identity());
        Resource blocker = others.remove(wait.resource());
        if (blocker != null) {
          others.put(other, new UnownedSynchronizer(other, classOf(blocker), List.of()));
        }
        if (result == null) {
          result = new ArrayList<>(threads);
        }
        result.set(i, thread.withWaitsFor(new Wait(other, Wait.Kind.PARK, wait.timed())));
      }
    }
    return result == null ? threads : result;
  }

  /**
   * All objects, with the owners that the threads' frames show.
   *
   * @param inferred threads that were not seen at the same instant as the rest, nor twice alike
   */
  List<Resource> withOwners(List<ThreadSnapshot> threads, Set<ThreadRef> inferred) {
    Map<ResourceId, List<Owner>> owners = new HashMap<>();
    for (ThreadSnapshot thread : threads) {
      Certainty certainty = inferred.contains(thread.ref()) ? Certainty.INFERRED : Certainty.PROVED;
      for (ResourceId id : thread.holds()) {
        add(owners, id, thread, Owner.Record.LOCKED_FRAME, certainty);
      }
      for (Frame frame : thread.frames()) {
        if (frame.method().equals("<clinit>")) {
          // By the class' name alone: two class loaders may have a class with this name.
          ResourceId id = ResourceId.named(process, "initialisation:" + frame.className());
          add(owners, id, thread, Owner.Record.INITIALISER, Certainty.INFERRED);
        }
      }
    }
    List<Resource> resources = new ArrayList<>(monitors.size() + others.size());
    for (Collection<Resource> kind : List.of(monitors.values(), others.values())) {
      for (Resource resource : kind) {
        List<Owner> its = owners.getOrDefault(resource.id(), List.of());
        resources.add(its.isEmpty() ? resource : resource.withOwners(its));
      }
    }
    return resources;
  }

  private static void add(
      Map<ResourceId, List<Owner>> owners,
      ResourceId id,
      ThreadSnapshot thread,
      Owner.Record record,
      Certainty certainty) {
    List<Owner> its = owners.computeIfAbsent(id, i -> new ArrayList<>(1));
    its.add(new Owner(thread.ref(), Owner.Liveness.LIVE, record, certainty));
  }

  private static String classOf(Resource blocker) {
    if (blocker instanceof OwnableSynchronizer ownable) {
      return ownable.className();
    }
    return blocker instanceof UnownedSynchronizer unowned ? unowned.className() : "";
  }
}
