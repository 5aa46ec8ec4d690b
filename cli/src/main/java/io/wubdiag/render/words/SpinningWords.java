package io.wubdiag.render.words;

import io.wubdiag.model.Finding.Spinning;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Spin;
import java.util.ArrayList;
import java.util.List;

/** Threads that run and get nowhere. */
final class SpinningWords extends FindingWords<Spinning> {
  SpinningWords(Spinning finding) {
    super(finding);
  }

  @Override
  public String title() {
    return finding.circle() == null ? super.title() : "endless loop in a corrupt map";
  }

  @Override
  public String summary() {
    boolean one = finding.waiters().size() == 1;
    String who =
        threads(finding.waiters())
            + " of process "
            + finding.pid()
            + (one ? " probably spins" : " probably spin")
            + " for ever, ";
    Spin.Circle circle = finding.circle();
    if (circle != null) {
      String node = Wording.className(circle.nodeClass());
      int inner = node.indexOf('$');
      return who
          + "in a "
          + (inner < 0 ? node : node.substring(0, inner))
          + " whose nodes form a cycle. Several threads have changed it at the same time.";
    }
    return who
        + "polling for what only another thread can do. All other threads wait, "
        + (one
            ? "and the spinning thread holds what they wait for."
            : "and the spinning threads" + " hold what they wait for.");
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        hung.restart(),
        finding.circle() == null
            ? "Hold no lock while spinning for what another thread does under that lock: release"
                + " it first, or wait with Condition.await() or Object.wait(), which release it."
            : "Do not let two threads change this map at the same time: make it a"
                + " ConcurrentHashMap or a ConcurrentSkipListMap, or guard every access, reads"
                + " too, with one lock.");
  }

  @Override
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread()) + ", which spins";
  }

  @Override
  public String othersHeading() {
    return "Spinning threads";
  }

  @Override
  public List<Stack> stacks() {
    List<Waiter> spinners = finding.waiters();
    List<Stack> stacks = new ArrayList<>();
    for (Waiter spinner : spinners.subList(0, Math.min(SHOWN_STACKS, spinners.size()))) {
      stacks.add(stack(spinner, "where it spins"));
    }
    return stacks;
  }
}
