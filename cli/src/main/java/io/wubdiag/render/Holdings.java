package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.Report;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All resources of a report, and which thread holds which. */
final class Holdings {
  private final Map<ResourceId, Resource> resources = new LinkedHashMap<>();
  private final Map<ThreadRef, List<ResourceId>> held = new HashMap<>();

  Holdings(Report report) {
    for (ProcessCapture process : report.snapshot().processes()) {
      for (Resource resource : process.resourcesSeen()) {
        resources.put(resource.id(), resource);
      }
    }
    // An analysis knows more owners than were collected.
    for (Finding finding : report.findings()) {
      Resource resource = finding.resource();
      if (resource != null) {
        resources.put(resource.id(), resource);
      }
      for (WaitEdge edge : finding.chain()) {
        resources.put(edge.resource().id(), edge.resource());
      }
    }
    for (Resource resource : resources.values()) {
      for (Owner owner : resource.owners()) {
        ThreadRef key = key(owner.thread());
        List<ResourceId> of = held.get(key);
        if (of == null) {
          of = new ArrayList<>();
          held.put(key, of);
        }
        of.add(resource.id());
      }
    }
  }

  Collection<Resource> resources() {
    return resources.values();
  }

  @Nullable Resource resource(ResourceId id) {
    return resources.get(id);
  }

  /** The resources that a thread holds, by its frames and by their owner fields; each once. */
  List<ResourceId> of(ThreadSnapshot thread) {
    List<ResourceId> owned = held.get(key(thread.ref()));
    if (owned == null) {
      return thread.holds();
    }
    List<ResourceId> all = new ArrayList<>(thread.holds());
    for (ResourceId id : owned) {
      if (!all.contains(id)) {
        all.add(id);
      }
    }
    return all;
  }

  /** The thread by its tid, else by its Java id: who tells of an owner may not know its name. */
  private static ThreadRef key(ThreadRef thread) {
    return new ThreadRef(
        thread.process(), "", thread.tid(), thread.tid() != 0 ? 0 : thread.javaId());
  }
}
