package io.wubdiag.collect.tree;

/**
 * A step that completes the captures of a tree with one kind of evidence about several processes.
 */
@FunctionalInterface
public interface TreeStep {
  /** Completes the captures, and may add processes. */
  void complete(Captures captures);
}
