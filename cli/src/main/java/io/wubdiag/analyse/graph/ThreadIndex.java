package io.wubdiag.analyse.graph;

import io.wubdiag.model.ProcessIdentity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads by their process and an id. A live one is found before a ghost. */
final class ThreadIndex {
  private final Map<ProcessIdentity, Map<Long, ThreadNode>> byProcess = new HashMap<>();

  /** Adds a thread; an id of 0 is none. */
  void add(long id, ThreadNode node) {
    if (id == 0) {
      return;
    }
    Map<Long, ThreadNode> ofProcess = byProcess.get(node.process());
    if (ofProcess == null) {
      ofProcess = new HashMap<>();
      byProcess.put(node.process(), ofProcess);
    }
    ThreadNode earlier = ofProcess.get(id);
    if (earlier == null || (earlier.thread().ghost() && !node.thread().ghost())) {
      ofProcess.put(id, node);
    }
  }

  @Nullable ThreadNode find(ProcessIdentity process, long id) {
    Map<Long, ThreadNode> ofProcess = byProcess.get(process);
    return ofProcess == null || id == 0 ? null : ofProcess.get(id);
  }
}
