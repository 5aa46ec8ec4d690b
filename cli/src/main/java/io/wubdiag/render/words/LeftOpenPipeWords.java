package io.wubdiag.render.words;

import io.wubdiag.model.Finding.BlockedPeer;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import java.util.ArrayList;
import java.util.List;

/** A pipe that is read to its end, and that processes have open by accident. */
final class LeftOpenPipeWords extends FindingWords<BlockedPeer> {
  private static final int COMMAND = 60;

  LeftOpenPipeWords(BlockedPeer finding) {
    super(finding);
  }

  @Override
  public String title() {
    return "pipe left open";
  }

  @Override
  public String summary() {
    boolean unused =
        finding.owner() != null && finding.owner().record() == Owner.Record.LEFT_BEHIND_UNUSED;
    boolean one = finding.peers().size() == 1;
    String they = one ? "It" : "They";
    String left = one ? "a process" : "processes";
    return whoHangs()
        + ", reading a pipe to its end. The program that wrote to it has ended, but it left"
        + " "
        + left
        + " running with the pipe open: "
        + peers()
        + ". "
        + they
        + " inherited the pipe"
        + (unused ? ", never wrote anything to it, and" : ", and")
        + " did not run during the observation.";
  }

  /** {@code process 4711 (sleep 1000)}. */
  private String peers() {
    List<String> peers = new ArrayList<>();
    for (KernelFacts peer : finding.peers()) {
      String command = SafeText.name(String.join(" ", peer.command()), COMMAND);
      peers.add("process " + peer.pid() + " (" + command + ")");
    }
    return Wording.list(peers);
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    List<Long> pids = new ArrayList<>();
    for (KernelFacts peer : finding.peers()) {
      pids.add(peer.pid());
    }
    return List.of(
        "if nothing needs "
            + Wording.processes(pids)
            + " any more: kill "
            + String.join(" ", Wording.numbers(pids))
            + ". The read then reaches the end of the pipe.",
        "Start a background process with its output elsewhere, in a shell: command </dev/null"
            + " >FILE 2>&1 &. Or let the program write to a file, redirectOutput(FILE) in Java,"
            + " and wait for the program's end instead of the pipe's.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which inherited it";
  }

  @Override
  public List<Stack> stacks() {
    return List.of(whereItWaits(finding.waiters().get(0)));
  }
}
