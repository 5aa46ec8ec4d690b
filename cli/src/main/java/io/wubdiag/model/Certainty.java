package io.wubdiag.model;

/** The certainty of a finding or a fact. */
public enum Certainty {
  /** Read from an owner field or a kernel record, which did not change while it mattered. */
  PROVED,
  /** The best explanation, or a record that was read only once. */
  INFERRED
}
