package io.wubdiag.render.words;

import io.wubdiag.model.Finding.BlockedPeer;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource.MissingReader;
import java.util.List;

/** A named pipe that is opened to write, and that nobody reads. */
final class MissingReaderWords extends FindingWords<BlockedPeer> {
  private final MissingReader fifo;

  MissingReaderWords(BlockedPeer finding, MissingReader fifo) {
    super(finding);
    this.fifo = fifo;
  }

  @Override
  public String title() {
    return "named pipe without a reader";
  }

  @Override
  public String summary() {
    return whoHangs()
        + ", opening the named pipe "
        + SafeText.name(fifo.path())
        + " to write. The open blocks until a process opens the pipe to read, and no process does.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        "start the program that reads this pipe, or see why it ended. Or kill "
            + finding.pid()
            + ". To complete the open without that program: timeout 1 cat "
            + SafeText.name(fifo.path())
            + " >/dev/null. It loses what is written then. Do not use it if the pipe was deleted and created again: it would read the new pipe.",
        "Open a named pipe with O_WRONLY | O_NONBLOCK, which fails at once without a reader, or"
            + " give the writer a time limit. Open no pipe while holding a lock that others need.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which opens a named pipe without a reader";
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }
}
