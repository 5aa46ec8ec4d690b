package io.wubdiag.model;

import java.util.List;

/** A snapshot and its findings: all that a renderer needs. */
public record Report(
    ProcessTreeSnapshot snapshot,
    List<Finding> findings,
    List<NotEvaluated> notEvaluated,
    int exitCode) {
  public Report {
    findings = List.copyOf(findings);
    notEvaluated = List.copyOf(notEvaluated);
  }
}
