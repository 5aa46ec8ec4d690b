package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Knot;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.Resource;
import java.util.List;

/** Threads of which each waits for what only others of them could do. */
final class KnotWords extends FindingWords<Knot> {
  KnotWords(Knot finding) {
    super(finding);
  }

  @Override
  public String title() {
    return finding.verdict() == Verdict.DEADLOCK
        ? finding.waiters().size() == 1
            ? "wait of a thread for itself"
            : "deadlock of " + finding.waiters().size() + " threads"
        : super.title();
  }

  @Override
  public String summary() {
    String hang =
        threads(finding.waiters())
            + " of "
            + Wording.processes(finding.hungPids())
            + hang(finding.waiters());
    return hang
        + switch (finding.waiters().size()) {
          case 1 ->
              finding.verdict() == Verdict.NOBODY_LEFT
                  ? ", waiting for " + what() + ". No thread is left that could end the wait."
                  : ", waiting for " + what() + ". Only the thread itself could end the wait.";
          case 2 -> ": each waits for what only the other could do.";
          default -> ": each waits for what only others of them could do.";
        };
  }

  private String what() {
    Resource resource = finding.resource();
    return resource == null ? "another thread" : Wording.resource(resource);
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(hung.restart(), cure());
  }

  private String cure() {
    for (WaitEdge edge : finding.chain()) {
      Record record = edge.owner().record();
      if (record == Record.SERVES_QUEUE) {
        return "Do not let a task wait for another task of its own pool: give the inner tasks a"
            + " separate pool, or continue in a callback instead of waiting.";
      }
      if (record == Record.RUNS_TASK || record == Record.JOINED) {
        return "Do not wait for a thread or a task while holding what it needs: release it first,"
            + " or wait with a timeout.";
      }
    }
    return "See the waits above: let one of these threads wait with a timeout and give up what"
        + " the others need, or do first what they wait for.";
  }

  @Override
  public String stepsHeading() {
    return "The knot";
  }

  @Override
  String cause(Owner owner, String name) {
    return finding.chain().size() > 1 ? name + ", which closes the cycle" : name + " itself";
  }

  @Override
  public List<Stack> stacks() {
    return finding.waiters().subList(0, Math.min(SHOWN_STACKS, finding.waiters().size())).stream()
        .map(this::whereItWaits)
        .toList();
  }

  @Override
  boolean waitersAreOwners() {
    return true;
  }
}
