package io.wubdiag.analyse.graph;

import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A thread in the wait-for graph. */
public final class ThreadNode {
  private final int number;
  private final ThreadSnapshot thread;
  private final List<Hold> holds = new ArrayList<>(0);
  private final List<EnablingNode> enables = new ArrayList<>(0);
  private @Nullable ResourceNode waitsFor;
  private @Nullable EnablingNode enabledBy;
  private @Nullable Resource awaited;

  ThreadNode(int number, ThreadSnapshot thread) {
    this.number = number;
    this.thread = thread;
  }

  /** Its place in the graph's order, from 0. */
  public int number() {
    return number;
  }

  /** Nodes are compared by identity; this only spares the JVM making up a number. */
  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  public ThreadSnapshot thread() {
    return thread;
  }

  public long pid() {
    return thread.ref().pid();
  }

  public ProcessIdentity process() {
    return thread.ref().process();
  }

  /** What can hold it up for ever, null for nothing. */
  public @Nullable ResourceNode waitsFor() {
    return waitsFor;
  }

  /** Who could end its wait, beside the owners of a resource; null if that is not known. */
  public @Nullable EnablingNode enabledBy() {
    return enabledBy;
  }

  /** The waits of others that it could end. */
  public List<EnablingNode> enables() {
    return enables;
  }

  /** What it waits for, in whatever way; null if it does not wait or that is not known. */
  public @Nullable Resource awaited() {
    return awaited;
  }

  /** What it owns that others wait for. */
  public List<Hold> holds() {
    return holds;
  }

  public Waiter asWaiter() {
    return new Waiter(thread, Culprit.of(thread));
  }

  public static List<Waiter> asWaiters(List<ThreadNode> threads) {
    List<Waiter> waiters = new ArrayList<>(threads.size());
    for (ThreadNode thread : threads) {
      waiters.add(thread.asWaiter());
    }
    return waiters;
  }

  void waitsFor(ResourceNode resource) {
    waitsFor = resource;
  }

  void enabledBy(EnablingNode enabling) {
    enabledBy = enabling;
  }

  void awaits(@Nullable Resource resource) {
    awaited = resource;
  }

  void add(EnablingNode enabling) {
    enables.add(enabling);
  }

  void add(Hold hold) {
    holds.add(hold);
  }
}
