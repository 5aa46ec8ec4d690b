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
        + " could read it, and does not: its thread "
        + Wording.thread(reader)
        + " waits for something else.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    long reader = finding.owner().thread().pid();
    return List.of(
        "see what process "
            + reader
            + " waits for, and why it does not read; if it ends, the write ends, too, with an"
            + " error: kill "
            + reader
            + ".",
        "Let whoever has the reading end of a pipe read it to its end, on a thread of its own, or"
            + " give the writer a file; and hold no lock during a write that can wait.");
  }
}
