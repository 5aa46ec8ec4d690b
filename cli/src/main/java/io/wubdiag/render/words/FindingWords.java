package io.wubdiag.render.words;

import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is said of one finding. What most kinds have in common stands here; each kind's class
 * says what is particular in it, and {@link AllWords} knows them all.
 */
public abstract class FindingWords<F extends Finding> {
  /** How many stacks of like threads are shown. */
  static final int SHOWN_STACKS = 3;

  /** Longest text for a place in the code. */
  static final int SITE = 200;

  final F finding;

  FindingWords(F finding) {
    this.finding = finding;
  }

  /** The verdict in a few words, with what is particular in this finding. */
  public String title() {
    return Wording.verdict(finding.verdict());
  }

  /** The problem in a sentence or two, for a reader who does not know wubdiag. */
  public abstract String summary();

  /** The advice for now, then the prevention; each piece a sentence or two. */
  public abstract List<String> advice(HungProcesses hung);

  /** The heading of {@link #steps}. */
  public String stepsHeading() {
    return "Wait chain";
  }

  /** The way to the cause. Empty where no thread waits for another. */
  public List<Step> steps() {
    List<WaitEdge> chain = finding.chain();
    List<Step> steps = new ArrayList<>(chain.size());
    for (int i = 0; i < chain.size(); i++) {
      steps.add(step(chain.get(i), i == chain.size() - 1));
    }
    return steps;
  }

  /** The heading of {@link #others}. */
  public String othersHeading() {
    return waitersAreOwners() ? "Waiting threads" : "Also held up";
  }

  /** The threads that wait for the cause and are not in the chain. */
  public List<Waiter> others() {
    List<Waiter> others = new ArrayList<>();
    for (Waiter waiter : finding.waiters()) {
      ThreadRef ref = waiter.thread().ref();
      boolean known = false;
      for (WaitEdge edge : finding.chain()) {
        known |= edge.waiter().thread().ref().equals(ref);
        known |= !waitersAreOwners() && edge.owner().thread().equals(ref);
      }
      if (!known) {
        others.add(waiter);
      }
    }
    return others;
  }

  /**
   * Whether the waiters hold up each other or nobody is left to blame: then each of them is listed,
   * even if it owns what others wait for, and the stack of the first one is shown.
   */
  boolean waitersAreOwners() {
    return false;
  }

  /** The stacks to look at: where the last one before the cause waits. */
  public List<Stack> stacks() {
    if (waitersAreOwners()) {
      return List.of(whereItWaits(finding.waiters().get(0)));
    }
    List<Stack> stacks = new ArrayList<>();
    List<WaitEdge> chain = finding.chain();
    if (!chain.isEmpty()) {
      stacks.add(whereItWaits(chain.get(chain.size() - 1).waiter()));
    }
    return stacks;
  }

  /** A remark below the stacks, empty for none. */
  public String remark() {
    return "";
  }

  /** All processes that it speaks of. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    pids.add(finding.pid());
    for (WaitEdge edge : finding.chain()) {
      pids.add(edge.waiter().thread().ref().pid());
      pids.add(edge.owner().thread().pid());
    }
    return pids;
  }

  /** Whether another finding differs in nothing but the process, so that one text is enough. */
  public boolean isLike(Finding other) {
    return false;
  }

  private Step step(WaitEdge edge, boolean last) {
    List<Step.Line> lines = new ArrayList<>();
    Frame culprit = edge.waiter().culprit();
    if (culprit != null) {
      lines.add(new Step.Line("stuck in", Wording.frame(culprit)));
    }
    lines.add(
        new Step.Line("waits for", awaited(edge) + waited(edge.waiter().thread().waitsFor())));
    lines.add(new Step.Line(holds(edge.owner()), owner(edge, last)));
    Acquisition acquired = edge.owner().acquired();
    if (acquired != null) {
      String ago = Wording.duration(acquired.heldFor()) + " ago";
      lines.add(new Step.Line("taken in", SafeText.name(acquired.site(), SITE) + ", " + ago));
    } else if (edge.acquiredIn() != null) {
      lines.add(new Step.Line("taken in", Wording.frame(edge.acquiredIn())));
    }
    return new Step(Wording.threadAndIds(edge.waiter().thread().ref()), lines);
  }

  private static String awaited(WaitEdge edge) {
    Wait wait = edge.waiter().thread().waitsFor();
    String resource = Wording.resourceAndIdentity(edge.resource());
    if (edge.owner().record() == Owner.Record.JOINED) {
      return "the end of " + Wording.thread(edge.owner().thread());
    }
    return wait != null && wait.kind() == Wait.Kind.OBJECT_WAIT
        ? "a notification at " + resource
        : resource;
  }

  private static String waited(@Nullable Wait wait) {
    return wait == null || wait.since() == null
        ? ""
        : ", for " + Wording.duration(wait.since().waited());
  }

  private static String holds(Owner owner) {
    return switch (owner.record()) {
      case ONLY_SERVER, INITIALISER -> "done by";
      case NEXT_IN_QUEUE, OTHER_END -> "depends on";
      case LEFT_BEHIND, LEFT_BEHIND_UNUSED -> "open in";
      case CHILD -> "child";
      case RUNS_TASK -> "run by";
      case JOINED, SERVES_QUEUE, REACHES -> "only ended by";
      default -> "held by";
    };
  }

  private String owner(WaitEdge edge, boolean last) {
    ThreadRef ref = edge.owner().thread();
    boolean elsewhere = !ref.process().equals(edge.waiter().thread().ref().process());
    String name = Wording.thread(ref) + (elsewhere ? " of process " + ref.pid() : "");
    return switch (edge.owner().liveness()) {
      case TERMINATED -> name + ", which has ended";
      case GHOST -> name + ", a ghost" + ghostOf();
      case LIVE -> last ? cause(edge.owner(), name) : name + ", which is itself blocked:";
    };
  }

  /** The process in which a ghost's thread exists, if that is known. */
  String ghostOf() {
    return "";
  }

  /**
   * The owner at the end of the chain.
   *
   * @param name the owner's
   */
  String cause(Owner owner, String name) {
    return Wording.threadAndIds(owner.thread());
  }

  Stack whereItWaits(Waiter waiter) {
    return stack(waiter, "where it waits");
  }

  Stack stack(Waiter waiter, String what) {
    String heading = Wording.thread(waiter.thread().ref()) + ", " + what;
    return Stack.of(heading, waiter.thread(), waiter.culprit(), awaited());
  }

  /** The resources of the chain: locks that stacks are to show. */
  List<ResourceId> awaited() {
    List<ResourceId> awaited = new ArrayList<>();
    for (WaitEdge edge : finding.chain()) {
      awaited.add(edge.resource().id());
    }
    return awaited;
  }

  /** {@code Thread "a" of process 4711 hangs for ever}. */
  String whoHangs() {
    List<Waiter> waiters = finding.waiters();
    return threads(waiters) + " of process " + finding.pid() + hang(waiters);
  }

  /** {@code hangs for ever}, in the number of these threads. */
  String hang(List<Waiter> who) {
    String verb = who.size() == 1 ? "hangs" : "hang";
    String probably = finding.certainty() == Certainty.PROVED ? " " : " probably ";
    return probably + verb + " for ever";
  }

  /** {@code Thread "a"}, {@code Threads "a" and "b"}, {@code Thread "a" and 3 more}. */
  static String threads(List<Waiter> waiters) {
    if (waiters.isEmpty()) {
      return "No thread"; // only in a finding that no analysis makes
    }
    if (waiters.size() == 2) {
      return "Threads " + thread(waiters.get(0)) + " and " + thread(waiters.get(1));
    }
    String first = "Thread " + thread(waiters.get(0));
    return waiters.size() == 1 ? first : first + " and " + (waiters.size() - 1) + " more";
  }

  static String thread(Waiter waiter) {
    return Wording.thread(waiter.thread().ref());
  }

  static String where(@Nullable Frame frame) {
    return frame == null ? "the frames above" : Wording.frame(frame);
  }
}
