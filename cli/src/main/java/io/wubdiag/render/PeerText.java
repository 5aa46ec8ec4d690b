package io.wubdiag.render;

import io.wubdiag.model.Finding.BlockedPeer;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import java.util.ArrayList;
import java.util.List;

/** Words about a wait for a process that will not act. */
final class PeerText {
  private static final int COMMAND = 60;

  private PeerText() {}

  private static boolean unread(BlockedPeer finding) {
    return finding.resource() instanceof Resource.MissingReader;
  }

  static String title(BlockedPeer finding) {
    return unread(finding) ? "named pipe that nobody reads" : "pipe that is left open";
  }

  static String summary(BlockedPeer finding) {
    String who =
        Summary.waiters(finding.waiters())
            + " of process "
            + finding.pid()
            + Summary.hang(finding, finding.waiters());
    if (finding.resource() instanceof Resource.MissingReader fifo) {
      return who
          + ", opening the named pipe "
          + SafeText.name(fifo.path())
          + " to write. That takes until some process opens it to read, and none does.";
    }
    boolean unused =
        finding.owner() != null && finding.owner().record() == Owner.Record.LEFT_BEHIND_UNUSED;
    String they = finding.peers().size() == 1 ? "It" : "They";
    return who
        + ", reading a pipe to its end. The program that wrote to it has ended, but the pipe is"
        + " still open in what that left running: "
        + peers(finding)
        + ". "
        + they
        + " inherited the pipe"
        + (unused ? ", never wrote anything to it, and" : ", and")
        + " did not run while we looked.";
  }

  /** {@code process 4711 (sleep 1000)}. */
  private static String peers(BlockedPeer finding) {
    List<String> peers = new ArrayList<>();
    for (KernelFacts peer : finding.peers()) {
      String command = SafeText.name(String.join(" ", peer.command()), COMMAND);
      peers.add("process " + peer.pid() + " (" + command + ")");
    }
    return Wording.list(peers);
  }

  /** How the chain to the cause ends. */
  static String last(BlockedPeer finding) {
    return unread(finding)
        ? ", which opens a named pipe that nobody reads"
        : ", which has it by inheritance";
  }

  static void advise(List<String> advice, BlockedPeer finding) {
    if (finding.resource() instanceof Resource.MissingReader fifo) {
      advice.add(
          "start the program that should read it, or see why it ended; or kill "
              + finding.pid()
              + ". To let the open come back without that program: timeout 1 cat "
              + SafeText.name(fifo.path())
              + " >/dev/null. What is written then is lost.");
      advice.add(
          "Open a named pipe by O_WRONLY | O_NONBLOCK, which fails at once if nobody reads it, or"
              + " give the writer a time limit; and open no pipe while holding a lock that others"
              + " need.");
      return;
    }
    List<Long> pids = new ArrayList<>();
    for (KernelFacts peer : finding.peers()) {
      pids.add(peer.pid());
    }
    String kill = "kill " + String.join(" ", Wording.numbers(pids));
    advice.add(
        "if nothing needs "
            + Wording.processes(pids)
            + " any more: "
            + kill
            + ". The read comes to its end then.");
    advice.add(
        "Start what is to stay with its output elsewhere, in a shell: command </dev/null >FILE 2>&1"
            + " &. Or have the program write to a file, redirectOutput(FILE) in Java, and wait for"
            + " its end instead of the pipe's.");
  }
}
