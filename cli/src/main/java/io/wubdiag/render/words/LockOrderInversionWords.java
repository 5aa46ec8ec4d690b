package io.wubdiag.render.words;

import io.wubdiag.model.Finding.LockOrderInversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.LockOrder.TakenLock;
import java.util.ArrayList;
import java.util.List;

/** Orders of locks that contradict each other. */
final class LockOrderInversionWords extends FindingWords<LockOrderInversion> {
  private static final int NAMES = 6;

  LockOrderInversionWords(LockOrderInversion finding) {
    super(finding);
  }

  @Override
  public String summary() {
    List<LockOrder> orders = finding.inversion().orders();
    List<String> names = new ArrayList<>();
    for (LockOrder order : orders.subList(0, Math.min(NAMES, orders.size()))) {
      names.add(thread(order));
    }
    String threads = "Threads " + Wording.list(names) + " of process " + finding.pid() + " took ";
    return threads
        + (orders.size() == 2
            ? "two locks in opposite orders."
            : orders.size() + " locks in orders that form a cycle.")
        + " They have not hung yet. They hang as soon as each holds its first lock and asks for"
        + " its second: then each waits for what the next one holds.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    return List.of(
        "no restart needed. Fix the lock order.",
        "Take these locks in one order everywhere. Or take the second lock with tryLock() and a"
            + " timeout, and release the first when it fails. Or release the first lock before"
            + " the work that needs the second.",
        "If something other than a lock keeps these threads apart, accept this finding: wubdiag"
            + " dump --write-baseline FILE, then --baseline FILE in later runs.");
  }

  @Override
  public String stepsHeading() {
    return "Lock orders";
  }

  /** Each order with its two locks, and where they were taken. */
  @Override
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (LockOrder order : finding.inversion().orders()) {
      steps.add(
          new Step(
              thread(order),
              List.of(
                  new Step.Line("held", lock(order.held())),
                  new Step.Line("taken in", site(order.held())),
                  new Step.Line("asked for", lock(order.taken())),
                  new Step.Line("in", site(order.taken())))));
    }
    return steps;
  }

  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = new ArrayList<>();
    for (LockOrder order : finding.inversion().orders()) {
      if (!order.frames().isEmpty()) {
        String heading = thread(order) + ", where it asked for the second lock";
        stacks.add(
            new Stack(heading, order.frames(), order.frames().get(0), List.of(), "no Java frames"));
      }
    }
    return stacks;
  }

  private static String thread(LockOrder order) {
    return '"' + SafeText.name(order.thread()) + '"';
  }

  private static String lock(TakenLock lock) {
    String shared = lock.shared() ? "the read lock of " : "";
    String created =
        lock.createdIn() == null ? "" : ", created in " + SafeText.name(lock.createdIn(), SITE);
    return shared + Wording.a(Wording.className(lock.className())) + created;
  }

  private static String site(TakenLock lock) {
    return SafeText.name(lock.site(), SITE);
  }
}
