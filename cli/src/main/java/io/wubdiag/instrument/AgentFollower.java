package io.wubdiag.instrument;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.KernelFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the agent into the JVMs of process trees, and into those that come to them later, until the
 * roots have ended or it is told to stop.
 *
 * <p>A process is visited once, as soon as it is a JVM that is up. Until then it is looked at again
 * and again, more seldom as it grows older: a shell may yet become a JVM by {@code exec}, a Python
 * program by loading one. A child that has just been forked still shows its parent's libraries, so
 * a visit that fails in the first moments is made again.
 */
public final class AgentFollower {
  private static final long PERIOD_MILLIS = 250;

  /** How many processes are looked at in a period that are no JVMs, or none that is up. */
  private static final int LOOKS = 32;

  /** An old process is looked at once in so long. */
  private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

  /** For how long a JVM may be coming up. */
  private static final Duration COMING_UP = Duration.ofSeconds(15);

  /** For how long a failure may be due to its being so young. */
  private static final Duration YOUNG = Duration.ofSeconds(2);

  private static final int AT_ONCE = 4;

  private final Machine machine;
  private final AgentVisitor visitor;
  private final Duration each;
  private final Consumer<AgentVisit> listener;
  private final List<Candidate> candidates = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private int underWay;

  /**
   * With the agent of that jar, an absolute path.
   *
   * @param errand to take it in, with lock orders or without
   * @param each how long one visit may take
   * @param listener is told of each visit, one at a time
   */
  public AgentFollower(
      Machine machine, Path jar, AgentErrand errand, Duration each, Consumer<AgentVisit> listener) {
    this.machine = machine;
    visitor = new AgentVisitor(machine, jar, errand);
    this.each = each;
    this.listener = listener;
  }

  /** A process that was not visited yet. */
  private static final class Candidate {
    private final ListedProcess process;
    private final long since = System.nanoTime();
    private long next = since;

    /** Since when it is a JVM, null if it is none. */
    private @Nullable Long jvmSince;

    private boolean beingVisited;

    Candidate(ListedProcess process) {
      this.process = process;
    }

    void lookLater(long now) {
      next = now + Math.min((now - since) / 8, LONGEST_PAUSE_NANOS);
    }

    boolean hasBeenJvmFor(Duration duration) {
      return jvmSince != null && System.nanoTime() - jvmSince >= duration.toNanos();
    }
  }

  /** Follows the trees of these processes; returns when all of these have ended, or when told. */
  public void follow(Collection<ListedProcess> roots) {
    TreeWatch watch = new TreeWatch(machine, roots);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_ONCE,
            work -> {
              Thread thread = new Thread(work, "attacher");
              thread.setDaemon(true);
              return thread;
            });
    try {
      do {
        for (ListedProcess process : watch.look()) {
          candidates.add(new Candidate(process));
        }
        lookAtCandidates(threads);
      } while (watch.anyRootLives() && pause());
    } finally {
      threads.shutdown();
      awaitVisits();
    }
  }

  /** Ends it; visits that are under way are brought to their end first. */
  public void stop() {
    stop.countDown();
  }

  /** Lets some time pass; false if it is to end. */
  private boolean pause() {
    try {
      return !stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** No longer than one of them may take. */
  private synchronized void awaitVisits() {
    Deadline deadline = Deadline.after(each);
    try {
      while (underWay > 0 && !deadline.hasPassed()) {
        wait(Math.max(1, deadline.remaining().toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAtCandidates(ExecutorService threads) {
    KernelFactsReader kernel = null;
    ProcessTable table = null;
    int looks = 0;
    long now = System.nanoTime();
    for (Candidate candidate : dueFirst()) {
      if (candidate.next - now > 0 || looks++ == LOOKS) {
        break;
      }
      if (kernel == null || table == null) {
        kernel = new KernelFactsReader(machine);
        table = ProcessTable.read(machine);
      }
      candidate.lookLater(now);
      look(candidate, kernel, table, threads);
    }
  }

  /** Those that are due first come first; without those that are being visited. */
  private synchronized List<Candidate> dueFirst() {
    List<Candidate> waiting = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (!candidate.beingVisited) {
        waiting.add(candidate);
      }
    }
    waiting.sort((one, other) -> Long.signum(one.next - other.next));
    return waiting;
  }

  private void look(
      Candidate candidate, KernelFactsReader kernel, ProcessTable table, ExecutorService threads) {
    Deadline deadline = Deadline.after(each);
    KernelFacts facts = kernel.read(candidate.process, deadline).value();
    if (facts == null) {
      remove(candidate);
      return;
    }
    if (!AgentVisitor.concerns(facts)) {
      candidate.jvmSince = null;
      return;
    }
    candidate.next = System.nanoTime();
    if (candidate.jvmSince == null) {
      candidate.jvmSince = System.nanoTime();
    }
    if (visitor.isUp(facts, table, deadline) || candidate.hasBeenJvmFor(COMING_UP)) {
      synchronized (this) {
        candidate.beingVisited = true;
        underWay++;
      }
      threads.execute(() -> visit(candidate, facts, table));
    }
  }

  private void visit(Candidate candidate, KernelFacts facts, ProcessTable table) {
    AgentVisit visit = null;
    boolean lives = true;
    try {
      visit = visitor.visit(facts, table, Deadline.after(each));
      lives = visit.change() != null || lives(candidate.process);
    } catch (RuntimeException fault) {
      // A fault of ours costs one row of the answer, never the others.
      visit = new AgentVisit(facts, null, "a fault of wubdiag itself: " + fault);
    } finally {
      finish(candidate, lives ? visit : null);
    }
  }

  private boolean lives(ListedProcess process) {
    return new KernelFactsReader(machine).read(process, Deadline.after(each)).value() != null;
  }

  /**
   * @param visit null if there is nothing to tell: one that ends while it is visited is none that
   *     could not be attached to
   */
  private synchronized void finish(Candidate candidate, @Nullable AgentVisit visit) {
    underWay--;
    candidate.beingVisited = false;
    boolean again =
        visit != null
            && visit.change() == null
            && !candidate.hasBeenJvmFor(YOUNG)
            && stop.getCount() > 0;
    if (!again) {
      candidates.remove(candidate);
      if (visit != null) {
        listener.accept(visit);
      }
    }
    notifyAll();
  }

  private synchronized void remove(Candidate candidate) {
    candidates.remove(candidate);
  }
}
