package io.wubdiag.collect.hotspot.dump;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renames the resources of a dump to the names that another source uses. */
public final class ResourceNames {
  private ResourceNames() {}

  /**
   * A copy of the dump with the new names. If a resource with the new name exists already, it
   * stays.
   */
  public static ThreadDump replace(ThreadDump dump, Map<ResourceId, ResourceId> names) {
    if (names.isEmpty()) {
      return dump;
    }
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    for (Resource resource : dump.resources()) {
      if (!names.containsKey(resource.id())) {
        resources.put(resource.id(), resource);
      }
    }
    for (Resource resource : dump.resources()) {
      ResourceId name = names.get(resource.id());
      if (name != null) {
        resources.putIfAbsent(name, resource.withId(name));
      }
    }
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads().size());
    for (ThreadSnapshot thread : dump.threads()) {
      threads.add(replace(thread, names));
    }
    return new ThreadDump(threads, List.copyOf(resources.values()), dump.paused(), dump.version());
  }

  private static ThreadSnapshot replace(ThreadSnapshot thread, Map<ResourceId, ResourceId> names) {
    Wait wait = thread.waitsFor();
    Wait renamed =
        wait == null
            ? null
            : wait.withResource(names.getOrDefault(wait.resource(), wait.resource()));
    ThreadSnapshot waiting = renamed == null ? thread : thread.withWaitsFor(renamed);
    return holdsAny(thread) ? waiting.withFrames(replace(thread.frames(), names)) : waiting;
  }

  /**
   * Whether a thread holds an object. Most threads hold none, and should keep sharing the frames of
   * their stacks.
   */
  private static boolean holdsAny(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (!frame.locked().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static List<Frame> replace(List<Frame> frames, Map<ResourceId, ResourceId> names) {
    List<Frame> replaced = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      replaced.add(frame.locked().isEmpty() ? frame : replace(frame, names));
    }
    return replaced;
  }

  private static Frame replace(Frame frame, Map<ResourceId, ResourceId> names) {
    List<ResourceId> locked = new ArrayList<>();
    for (ResourceId id : frame.locked()) {
      locked.add(names.getOrDefault(id, id));
    }
    return frame.withLocked(locked);
  }
}
