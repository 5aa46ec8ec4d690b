package io.wubdiag.model;

/** How something is known. */
public enum Certainty {
  /**
   * By an owner field or a kernel record that was read, and that did not change while it mattered.
   */
  PROVED,
  /** By what fits best, or by a record that was read once only. */
  INFERRED
}
