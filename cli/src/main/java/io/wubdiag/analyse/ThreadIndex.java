package io.wubdiag.analyse;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads by their process and an id. A live one is found before a ghost. */
final class ThreadIndex {
  private final Map<Long, Map<Long, ThreadNode>> byPid = new HashMap<>();

  /** Adds a thread; an id of 0 is none. */
  void add(long id, ThreadNode node) {
    if (id == 0) {
      return;
    }
    Map<Long, ThreadNode> ofProcess = byPid.get(node.pid());
    if (ofProcess == null) {
      ofProcess = new HashMap<>();
      byPid.put(node.pid(), ofProcess);
    }
    ThreadNode earlier = ofProcess.get(id);
    if (earlier == null || (earlier.thread().ghost() && !node.thread().ghost())) {
      ofProcess.put(id, node);
    }
  }

  @Nullable ThreadNode find(long pid, long id) {
    Map<Long, ThreadNode> ofProcess = byPid.get(pid);
    return ofProcess == null || id == 0 ? null : ofProcess.get(id);
  }
}
