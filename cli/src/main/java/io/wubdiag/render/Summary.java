package io.wubdiag.render;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Spin;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;

/** What is wrong, for someone who has never heard of us: a finding in a sentence or two. */
final class Summary {
  private static final int NAMES = 6;

  private Summary() {}

  static String of(Finding finding) {
    if (finding instanceof Finding.ForkInherited inherited) {
      return ofForkInherited(inherited);
    }
    if (finding instanceof Finding.Deadlock deadlock) {
      return ofDeadlock(deadlock);
    }
    if (finding instanceof Finding.OrphanedLock orphaned) {
      return ofOrphanedLock(orphaned);
    }
    if (finding instanceof Finding.StarvedPool starved) {
      return ofStarvedPool(starved);
    }
    if (finding instanceof Finding.Stranded stranded) {
      return ofStranded(stranded);
    }
    if (finding instanceof Finding.Stopped stopped) {
      return "Process " + stopped.process().pid() + " does not run: " + stopped.why() + ".";
    }
    if (finding instanceof Finding.Spinning spinning) {
      return ofSpinning(spinning);
    }
    if (finding instanceof Finding.BlockedSink sink) {
      return ofBlockedSink(sink);
    }
    if (finding instanceof Finding.BlockedPeer peer) {
      return PeerText.summary(peer);
    }
    if (finding instanceof Finding.LockOrderInversion inversion) {
      return ofInversion(inversion);
    }
    return ofContended((Finding.Contended) finding);
  }

  /** A verdict in a few words, with what is particular in this finding. */
  static String title(Finding finding) {
    if (finding instanceof Finding.ForkInherited inherited) {
      if (inherited.resource() instanceof Resource.VmOperation) {
        return "fork left the JVM's own threads behind";
      }
      return inherited.resource() instanceof Resource.ClassInitialisation
          ? "fork-inherited class initialisation"
          : "fork-inherited lock";
    }
    if (finding instanceof Finding.Deadlock deadlock) {
      int threads = deadlock.cycle().size();
      return threads == 1
          ? "deadlock of a thread with itself"
          : "deadlock of " + threads + " threads";
    }
    if (finding instanceof Finding.Stranded stranded) {
      return strandedTitle(stranded);
    }
    if (finding instanceof Finding.BlockedPeer peer) {
      return PeerText.title(peer);
    }
    if (finding instanceof Finding.Spinning spinning && spinning.circle() != null) {
      return "endless loop in a corrupt map";
    }
    if (finding instanceof Finding.Contended contended) {
      return "lock held for " + Wording.duration(contended.heldFor());
    }
    return Wording.verdict(finding.verdict());
  }

  private static String ofForkInherited(Finding.ForkInherited finding) {
    String pid = Long.toString(finding.owner().thread().pid());
    String owner = Wording.thread(finding.owner().thread());
    String text =
        waiters(finding.waiters()) + " of process " + pid + hang(finding, finding.waiters());
    String forked = ". The process was forked from " + original(finding.original());
    String resource = Wording.resource(finding.resource());
    if (finding.resource() instanceof Resource.VmOperation) {
      return text
          + ", waiting for "
          + resource
          + forked
          + ", and a fork copies no thread but the one that calls it: "
          + owner
          + ", which alone could do that, stayed behind.";
    }
    if (finding.resource() instanceof Resource.ClassInitialisation) {
      return text
          + forked
          + " while "
          + owner
          + " was at "
          + resource
          + ": the child got the class half done, but not the thread that would finish it.";
    }
    return text
        + forked
        + " while "
        + owner
        + " held "
        + resource
        + ": the child got the held lock, but not the thread that would release it.";
  }

  private static String ofDeadlock(Finding.Deadlock finding) {
    List<WaitEdge> cycle = finding.cycle();
    if (cycle.size() == 1) {
      return ofSelfDeadlock(finding, cycle.get(0));
    }
    List<Waiter> waiters = new ArrayList<>();
    List<Long> pids = new ArrayList<>();
    for (WaitEdge edge : cycle) {
      waiters.add(edge.waiter());
      long pid = edge.waiter().thread().ref().pid();
      if (!pids.contains(pid)) {
        pids.add(pid);
      }
    }
    String hang = " of " + Wording.processes(pids) + hang(finding, waiters);
    if (cycle.size() == 2) {
      return waiters(waiters) + hang + ": each waits for what the other holds.";
    }
    if (cycle.size() > NAMES) {
      return cycle.size() + " threads" + hang + ": each waits for what the next one holds.";
    }
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < waiters.size(); i++) {
      steps.add(
          thread(waiters.get(i))
              + (i == 0 ? " waits for " : " for ")
              + thread(waiters.get((i + 1) % waiters.size())));
    }
    return cycle.size() + " threads" + hang + ": " + Wording.list(steps) + ".";
  }

  private static String ofSelfDeadlock(Finding.Deadlock finding, WaitEdge edge) {
    String start =
        "Thread "
            + thread(edge.waiter())
            + " of process "
            + edge.waiter().thread().ref().pid()
            + hang(finding, List.of(edge.waiter()))
            + ": it waits for ";
    return edge.owner().record() == Owner.Record.READ_HOLD
        ? start
            + "the write lock of "
            + Wording.resource(edge.resource())
            + " while it holds the read lock of it."
        : start + Wording.resource(edge.resource()) + ", which it holds itself.";
  }

  private static String ofOrphanedLock(Finding.OrphanedLock finding) {
    ThreadRef owner = finding.owner().thread();
    return waiters(finding.waiters())
        + " of process "
        + owner.pid()
        + hang(finding, finding.waiters())
        + ", waiting for "
        + Wording.resource(finding.resource())
        + ". Its owner, "
        + Wording.thread(owner)
        + (finding.idle() == null
            ? ", has ended and did not release it."
            : ", went back to its pool without unlocking it, and waits for its next task.");
  }

  private static String ofBlockedSink(Finding.BlockedSink finding) {
    ThreadRef reader = finding.owner().thread();
    return waiters(finding.waiters())
        + " of process "
        + finding.waiters().get(0).thread().ref().pid()
        + hang(finding, finding.waiters())
        + ", waiting for "
        + Wording.resource(finding.resource())
        + ". Only process "
        + reader.pid()
        + " could read it, and does not: its thread "
        + Wording.thread(reader)
        + " waits for something else.";
  }

  private static String ofStarvedPool(Finding.StarvedPool finding) {
    int threads = finding.pool().workers().size();
    int queued = finding.pool().queued();
    if (finding.resource() instanceof Resource.QueuedTask task && task.isContinuation()) {
      return waiters(finding.waiters())
          + " of process "
          + finding.pid()
          + hang(finding, finding.waiters())
          + ", waiting for a carrier. "
          + (threads == 1 ? "The only carrier is" : "All " + threads + " carriers are")
          + " kept by virtual threads that wait for "
          + (finding.waiters().size() == 1 ? "it" : "them")
          + " and can't be unmounted.";
    }
    return waiters(finding.waiters())
        + " of process "
        + finding.pid()
        + hang(finding, finding.waiters())
        + ", waiting for "
        + (queued == 1 ? "a task" : "tasks")
        + " in the queue of "
        + Wording.a(Wording.className(finding.pool().className()))
        + ". Only the threads of that pool could run "
        + (queued == 1 ? "it" : "them")
        + ", and "
        + (threads == 1
            ? "its one thread waits itself."
            : "all " + threads + " of them wait themselves.");
  }

  private static String strandedTitle(Finding.Stranded finding) {
    if (finding.resource() instanceof Resource.SharedSemaphore) {
      return "shared semaphore that nobody releases";
    }
    return switch (finding.awaited()) {
      case UNLOCK_STAMP -> "deadlock at a StampedLock";
      case NOTIFY -> "deadlock of nested locks";
      case RELEASE_PERMIT -> "permits that nobody gives back";
      case TAKE -> "full queue that nobody takes from";
      default -> Wording.verdict(finding.verdict());
    };
  }

  private static String ofStranded(Finding.Stranded finding) {
    if (finding.resource() instanceof Resource.SharedSemaphore semaphore) {
      return ofSemaphore(finding, semaphore);
    }
    boolean one = finding.waiters().size() == 1;
    String what =
        switch (finding.awaited()) {
          case UNLOCK_STAMP ->
              ", waiting for a StampedLock that is held. It is held by one of the threads that wait,"
                  + " or its holder has ended";
          case NOTIFY ->
              ", waiting to be notified while "
                  + (one ? "it holds" : "they hold")
                  + " another lock. Whoever would notify waits for that lock";
          case RELEASE_PERMIT ->
              ", waiting for a Semaphore's permits. Those who have some wait themselves, or have"
                  + " ended";
          case TAKE -> ", waiting for room in a full queue. Nobody takes from it any more";
          default ->
              ", waiting for "
                  + (finding.resource() == null
                      ? "another one to arrive"
                      : Wording.resource(finding.resource()))
                  + ". Nobody is left who could complete it";
        };
    return waiters(finding.waiters())
        + " of process "
        + finding.pid()
        + hang(finding, finding.waiters())
        + what
        + ": no thread of the process can go on by itself.";
  }

  private static String ofSemaphore(Finding.Stranded finding, Resource.SharedSemaphore semaphore) {
    List<Long> hung = new ArrayList<>();
    for (Waiter waiter : finding.waiters()) {
      long pid = waiter.thread().ref().pid();
      if (!hung.contains(pid)) {
        hung.add(pid);
      }
    }
    boolean one = semaphore.processes().size() == 1;
    return waiters(finding.waiters())
        + " of "
        + Wording.processes(hung)
        + hang(finding, finding.waiters())
        + ", waiting for a semaphore that processes share, as Python's multiprocessing.Lock is one."
        + " Only "
        + Wording.processes(semaphore.processes())
        + (one ? " has" : " have")
        + " it and could release it, and all of their threads wait: whoever locked it has ended, or"
        + " is one of them.";
  }

  private static String ofSpinning(Finding.Spinning finding) {
    boolean one = finding.waiters().size() == 1;
    String who =
        waiters(finding.waiters())
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
          + " whose nodes lead around in a circle. Threads have changed it at the same time.";
    }
    return who
        + "asking again and again for what only another thread can do. Every other one waits, "
        + (one ? "and it holds what is waited for." : "and they hold what is waited for.");
  }

  private static String ofInversion(Finding.LockOrderInversion finding) {
    List<LockOrder> orders = finding.inversion().orders();
    List<String> threads = new ArrayList<>();
    for (LockOrder order : orders.subList(0, Math.min(NAMES, orders.size()))) {
      threads.add('"' + SafeText.name(order.thread()) + '"');
    }
    String process = " of process " + finding.pid();
    return (orders.size() == 2
            ? "Threads " + Wording.list(threads) + process + " took two locks in contrary orders."
            : "Threads "
                + Wording.list(threads)
                + process
                + " took "
                + orders.size()
                + " locks in orders that make a circle.")
        + " They have not hung, but they will if each gets its first lock before another gives up"
        + " its own: then each waits for what the next one holds.";
  }

  private static String ofContended(Finding.Contended finding) {
    ThreadRef owner = finding.owner().thread();
    int waiting = finding.waiters().size();
    return "Thread "
        + Wording.thread(owner)
        + " of process "
        + owner.pid()
        + " has held "
        + Wording.resource(finding.resource())
        + " for "
        + Wording.duration(finding.heldFor())
        + " or more, while "
        + Wording.count(waiting, "thread")
        + (waiting == 1 ? " waits" : " wait")
        + " for it. That is slow, and no hang as far as can be seen.";
  }

  /** The process that was forked. */
  static String original(long pid) {
    return pid == 0 ? "a process that has ended" : "process " + pid;
  }

  static String hang(Finding finding, List<Waiter> who) {
    String verb = who.size() == 1 ? "hangs" : "hang";
    return finding.certainty() == Certainty.PROVED
        ? " " + verb + " for ever"
        : " probably " + verb + " for ever";
  }

  /** {@code Thread "a"}, {@code Threads "a" and "b"}, {@code Thread "a" and 3 more}. */
  static String waiters(List<Waiter> waiters) {
    if (waiters.isEmpty()) {
      return "No thread"; // only in a finding that no analysis makes
    }
    if (waiters.size() == 2) {
      return "Threads " + thread(waiters.get(0)) + " and " + thread(waiters.get(1));
    }
    String first = "Thread " + thread(waiters.get(0));
    return waiters.size() == 1 ? first : first + " and " + (waiters.size() - 1) + " more";
  }

  private static String thread(Waiter waiter) {
    return Wording.thread(waiter.thread().ref());
  }
}
