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
    return "named pipe that nobody reads";
  }

  @Override
  public String summary() {
    return whoHangs()
        + ", opening the named pipe "
        + SafeText.name(fifo.path())
        + " to write. That takes until some process opens it to read, and none does.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        "start the program that should read it, or see why it ended; or kill "
            + finding.pid()
            + ". To let the open come back without that program: timeout 1 cat "
            + SafeText.name(fifo.path())
            + " >/dev/null. What is written then is lost.",
        "Open a named pipe by O_WRONLY | O_NONBLOCK, which fails at once if nobody reads it, or"
            + " give the writer a time limit; and open no pipe while holding a lock that others"
            + " need.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which opens a named pipe that nobody reads";
  }

  @Override
  public String othersHeading() {
    return "Who waits";
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }

  @Override
  public List<Stack> stacks() {
    return List.of(whereItWaits(finding.waiters().get(0)));
  }
}
