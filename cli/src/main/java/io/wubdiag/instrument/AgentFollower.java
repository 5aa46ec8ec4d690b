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
 * Loads the agent into the JVMs of process trees, and into later JVMs of these trees, until the
 * roots have ended or it is told to stop.
 *
 * <p>A process is visited once, as soon as it is a JVM that has started. Until then it is checked
 * repeatedly, less often as it grows older: a shell may become a JVM by {@code exec}, a Python
 * program by loading one. A newly forked child still shows its parent's libraries. So a visit that
 * fails in the first moments is repeated.
 */
public final class AgentFollower {
  private static final long PERIOD_MILLIS = 250;

  /** The most checks per period of processes that are not JVMs, or not started ones. */
  private static final int LOOKS = 32;

  /** The pause between two checks of an old process. */
  private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

  /** How long a JVM may take to start. */
  private static final Duration COMING_UP = Duration.ofSeconds(15);

  /** The age of a process until which a failure may be due to its youth. */
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
   * Loads the agent of this jar, an absolute path.
   *
   * @param errand how to load the agent, with lock orders or without
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

  /** A process without a visit so far. */
  private static final class Candidate {
    private final ListedProcess process;
    private final long since = System.nanoTime();
    private long next = since;

    /** Since when it is a JVM, null if it is not one. */
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

  /**
   * Follows the trees of these processes. Returns when all of them have ended, or on {@link #stop}.
   */
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

  /** Stops following; visits in progress are completed first. */
  public void stop() {
    stop.countDown();
  }

  /** Waits for a period; false if it must stop. */
  private boolean pause() {
    try {
      return !stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for the visits in progress, no longer than one visit may take. */
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

  /** The candidates that are due, the most overdue first, without those under a visit. */
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
   * @param visit null if there is nothing to report: a process that ends during its visit does not
   *     count as a failure
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
