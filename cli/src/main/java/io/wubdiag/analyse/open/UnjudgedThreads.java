package io.wubdiag.analyse.open;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.model.threads.IdleThreads;
import io.wubdiag.model.threads.JvmThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what stays open of the threads that a JVM gave, where it gave nothing else. Stacks prove
 * deadlocks of monitors, and little else: who owns a {@code java.util.concurrent} lock, what lies
 * in a pool's queue, who could count down a latch and whether a loop ends are to be seen in memory
 * only; and whether all stand still, only in one that goes on while it is asked.
 */
final class UnjudgedThreads {
  /** What may hold up a waiting thread, in a JVM whose memory could not be read. */
  private static final List<Verdict> UNREAD =
      List.of(Verdict.DEADLOCK, Verdict.STARVED_POOL, Verdict.DEAD_CONSUMER, Verdict.NOBODY_LEFT);

  /** What may hold up a waiting thread, in a JVM that was not asked itself, and so not watched. */
  private static final List<Verdict> UNWATCHED =
      List.of(Verdict.DEADLOCK, Verdict.DEAD_CONSUMER, Verdict.NOBODY_LEFT);

  private static final String OWNERS_BY_OTHERS =
      "the owners of its locks had to be read by the Serviceability Agent";

  private final CapturedJvm jvm;
  private final String failure;
  private final Map<ResourceId, Resource> resources = new HashMap<>();
  private final List<NotEvaluated> questions = new ArrayList<>();

  private UnjudgedThreads(CapturedJvm jvm, String failure) {
    this.jvm = jvm;
    this.failure = failure;
    for (Resource resource : jvm.resources()) {
      resources.put(resource.id(), resource);
    }
  }

  /**
   * None if nothing more was needed.
   *
   * @param explained whether that JVM has a hang which was found
   */
  static List<NotEvaluated> of(CapturedJvm jvm, boolean explained) {
    List<NotEvaluated> questions = new ArrayList<>();
    String unread = failure(jvm.attempts(), Source.MEMORY);
    if (unread != null) {
      questions.addAll(unread(jvm, unread));
    }
    if (jvm.source() != Source.ATTACH && !explained) {
      String unasked = failure(jvm.attempts(), Source.ATTACH);
      questions.addAll(unwatched(jvm, unasked == null ? OWNERS_BY_OTHERS : unasked));
    }
    return questions;
  }

  private static List<NotEvaluated> unread(CapturedJvm jvm, String failure) {
    UnjudgedThreads threads = new UnjudgedThreads(jvm, failure);
    threads.addOwners();
    threads.addCarriers();
    if (jvm.source() == Source.SERVICEABILITY && answered(jvm.attempts(), Source.MEMORY)) {
      threads.add(Verdict.DEADLOCK, "virtual threads may wait for each other");
    }
    if (isUnderstood(jvm.attempts())) {
      threads.addPools();
    } else {
      threads.addInitialisers();
      threads.addWaiting(UNREAD);
      threads.addRunning();
    }
    return threads.questions;
  }

  private static List<NotEvaluated> unwatched(CapturedJvm jvm, String failure) {
    UnjudgedThreads threads = new UnjudgedThreads(jvm, failure);
    threads.addWaiting(UNWATCHED);
    if (jvm.jvm().fork() == null) {
      threads.addRunning(); // the only thread of a forked copy: that it runs is plain
    }
    return threads.questions;
  }

  /** Why that source did not answer, the last time; null if it always did. */
  private static @Nullable String failure(List<Attempt> attempts, Source source) {
    String failure = null;
    for (Attempt attempt : attempts) {
      if (attempt.source() == source && !attempt.answered()) {
        failure = attempt.reason();
      }
    }
    return failure;
  }

  /** Whether only some words could not be read, when they were looked at. */
  private static boolean isUnderstood(List<Attempt> attempts) {
    return answered(attempts, Source.MEMORY)
        && attempts.stream()
            .noneMatch(
                attempt ->
                    attempt.source() == Source.MEMORY
                        && attempt.outcome() == Attempt.Outcome.UNSUPPORTED);
  }

  private static boolean answered(List<Attempt> attempts, Source source) {
    return attempts.stream().anyMatch(attempt -> attempt.source() == source && attempt.answered());
  }

  private void add(Verdict analysis, String reason) {
    questions.add(new NotEvaluated(analysis, jvm.pid(), reason + ": " + failure));
  }

  /** Threads that wait for locks which have an owner, who could not be read. */
  private void addOwners() {
    if (answered(jvm.attempts(), Source.SERVICEABILITY)) {
      return;
    }
    int waiting = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      Wait wait = thread.waitsFor();
      waiting += wait != null && !wait.timed() && isLock(wait) && !thread.ghost() ? 1 : 0;
    }
    if (waiting > 0) {
      String threads = waiting == 1 ? "1 thread waits" : waiting + " threads wait";
      add(
          Verdict.DEADLOCK,
          threads + " for java.util.concurrent locks whose owner could not be read");
    }
  }

  /** Whether it is for a lock that can have an owner and is not known to have one. */
  private boolean isLock(Wait wait) {
    return resources.get(wait.resource()) instanceof OwnableSynchronizer lock
        && lock.owners().isEmpty();
  }

  private void addInitialisers() {
    for (Resource resource : jvm.resources()) {
      if (resource instanceof ClassInitialisation initialisation
          && initialisation.owners().isEmpty()
          && initialisation.unknown() == null) {
        add(
            Verdict.DEADLOCK,
            "the thread that initialises " + initialisation.className() + " could not be read");
      }
    }
  }

  /** Virtual threads that could not be read, so that it is not known which have a carrier. */
  private void addCarriers() {
    for (ThreadSnapshot thread : jvm.threads()) {
      Wait wait = thread.waitsFor();
      if (thread.virtual() && wait != null && !wait.timed()) {
        add(Verdict.STARVED_POOL, "the state of the carriers could not be read");
        return;
      }
    }
  }

  /** Threads of pools that wait for what may lie in their own pool's queue. */
  private void addPools() {
    int waiting = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      waiting += waitsForAnAct(thread) && thread.isOfPool() ? 1 : 0;
    }
    if (waiting > 0) {
      String threads =
          waiting == 1
              ? "1 thread of a pool waits, perhaps for a task in its own queue, which"
              : waiting + " threads of pools wait, perhaps for tasks in their own queues, which";
      add(Verdict.STARVED_POOL, threads + " could not be read");
    }
  }

  /** Threads that wait for what another thread would do. */
  private void addWaiting(List<Verdict> verdicts) {
    int waiting = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      waiting += waitsForAnAct(thread) ? 1 : 0;
    }
    if (waiting > 0) {
      String threads =
          waiting == 1 ? "1 thread waits for another" : waiting + " threads wait for others";
      for (Verdict verdict : verdicts) {
        add(verdict, threads + ", which could not be identified");
      }
    }
  }

  /** Or for a lock with a limit, which may be begun anew for ever. */
  private boolean waitsForAnAct(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    if (thread.ghost() || IdleThreads.waitsForTask(thread) || JvmThreads.servesCollector(thread)) {
      return false;
    }
    if (wait == null) {
      return thread.state() == Thread.State.WAITING;
    }
    return switch (wait.kind()) {
      case PARK -> wait.timed() == resources.get(wait.resource()) instanceof OwnableSynchronizer;
      case OBJECT_WAIT -> !wait.timed();
      default -> false;
    };
  }

  private void addRunning() {
    Set<Long> running = new HashSet<>();
    for (Task task : jvm.kernel().tasks()) {
      if (task.state() == ProcessState.RUNNING) {
        running.add(task.tid());
      }
    }
    int spinning = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      boolean runs = !thread.frames().isEmpty() && running.contains(thread.ref().tid());
      spinning += runs && !thread.ghost() ? 1 : 0;
    }
    if (spinning > 0) {
      String threads =
          spinning == 1
              ? "1 thread runs, and whether it makes"
              : spinning + " threads run, and whether they make";
      add(Verdict.SPINNING, threads + " progress is unknown");
    }
  }
}
