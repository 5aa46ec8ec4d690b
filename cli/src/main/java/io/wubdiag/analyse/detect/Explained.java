package io.wubdiag.analyse.detect;

import io.wubdiag.analyse.graph.HeldUpThreads;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.model.Finding;
import io.wubdiag.model.ProcessIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The findings of earlier detectors, and the threads that these hold up. */
public final class Explained {
  private final Set<ThreadNode> hung = new HashSet<>();
  private final Set<ProcessIdentity> stopped = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  /** Adds threads that a finding holds up. */
  public void add(HeldUpThreads heldUp) {
    heldUp.addTo(hung);
  }

  /** Adds a process that does not run, as a finding tells. */
  public void add(ProcessIdentity process) {
    stopped.add(process);
  }

  /** Adds findings; their threads are added by themselves. */
  public void add(List<? extends Finding> found) {
    findings.addAll(found);
  }

  /** Whether a finding holds up that thread. */
  public boolean contains(ThreadNode thread) {
    return hung.contains(thread);
  }

  /** Whether a finding tells why that process does not run. */
  public boolean contains(ProcessIdentity process) {
    return stopped.contains(process);
  }

  public boolean containsAll(Collection<ThreadNode> threads) {
    return hung.containsAll(threads);
  }

  /** Whether a finding holds up any thread of that process. */
  public boolean containsAnyOf(ProcessIdentity process) {
    for (ThreadNode thread : hung) {
      if (thread.process().equals(process)) {
        return true;
      }
    }
    return false;
  }

  /** In the order in which they were found. */
  public List<Finding> findings() {
    return Collections.unmodifiableList(findings);
  }
}
