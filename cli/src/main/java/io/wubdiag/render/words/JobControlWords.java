package io.wubdiag.render.words;

import io.wubdiag.model.Finding.JobControl;
import java.util.List;

/** A job that was stopped since it used its terminal from the background. */
final class JobControlWords extends FindingWords<JobControl> {
  JobControlWords(JobControl finding) {
    super(finding);
  }

  @Override
  public String summary() {
    return "Process "
        + finding.pid()
        + " does not run: it used its terminal "
        + finding.terminal()
        + " from the background, and the terminal stopped it.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        "in the shell of that terminal, bring the job to the foreground: fg. kill -CONT does not help: the"
            + " terminal stops the process again at once.",
        "Start a background job with its input from elsewhere: </dev/null.");
  }
}
