package io.wubdiag.render.words;

import io.wubdiag.model.Finding.BlockedSink;
import io.wubdiag.model.ThreadRef;
import java.util.List;

/** A write on a full pipe or connection whose reader does not read. */
final class BlockedSinkWords extends FindingWords<BlockedSink> {
  BlockedSinkWords(BlockedSink finding) {
    super(finding);
  }

  @Override
  public String summary() {
    ThreadRef reader = finding.owner().thread();
    return whoHangs()
        + ", waiting for "
        + Wording.resource(finding.resource())
        + ". Only process "
        + reader.pid()
        + " could read it, but its thread "
        + Wording.thread(reader)
        + " waits for something else.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    long reader = finding.owner().thread().pid();
    return List.of(
        "check what process "
            + reader
            + " waits for, and why it does not read. If it ends, the write fails with an error:"
            + " kill "
            + reader
            + ".",
        "Read a pipe to its end, on a separate thread. Or let the writer write to a file. Hold"
            + " no lock during a write that can block.");
  }
}
