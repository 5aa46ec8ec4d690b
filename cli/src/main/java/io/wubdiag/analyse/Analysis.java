package io.wubdiag.analyse;

import io.wubdiag.model.Finding;
import io.wubdiag.model.NotEvaluated;
import java.util.List;

/**
 * What a snapshot shows.
 *
 * @param findings hangs first, those that hold up most threads first
 * @param notEvaluated what the snapshot can't tell, parents before their children
 */
public record Analysis(List<Finding> findings, List<NotEvaluated> notEvaluated) {
  public Analysis {
    findings = List.copyOf(findings);
    notEvaluated = List.copyOf(notEvaluated);
  }
}
