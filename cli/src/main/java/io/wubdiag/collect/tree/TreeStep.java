package io.wubdiag.collect.tree;

/** Completes the captures of a tree by what one kind of evidence tells of several processes. */
@FunctionalInterface
public interface TreeStep {
  /** Completes them, and may add processes. */
  void complete(Captures captures);
}
