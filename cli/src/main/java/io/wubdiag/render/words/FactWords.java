package io.wubdiag.render.words;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers.Completeness;
import io.wubdiag.model.Fact;
import io.wubdiag.model.FactVisitor;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.QueuedTask;
import io.wubdiag.model.SafepointBlocker;
import io.wubdiag.model.Spin;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.List;

/** States facts as sentences. */
final class FactWords implements FactVisitor<String> {
  static final FactWords STATEMENT = new FactWords();

  private static final int LONGEST_NAME = 60;
  private static final int MOST_NAMES = 4;

  private FactWords() {}

  @Override
  public String waits(Fact.Waits fact) {
    String statement = name(fact.thread()) + " waits for " + name(fact.resource());
    Wait.Retried retried = fact.retried();
    return retried == null
        ? statement
        : statement
            + " with a time limit, again and again: it ran, and "
            + retried.looks()
            + " samples over "
            + retried.span().toMillis()
            + " ms found the same owner of the lock";
  }

  @Override
  public String onlyEnders(Fact.OnlyEnders fact) {
    List<String> names = new ArrayList<>();
    for (ThreadRef other : fact.others().subList(0, Math.min(MOST_NAMES, fact.others().size()))) {
      names.add(name(other));
    }
    if (fact.others().size() > MOST_NAMES) {
      names.add(fact.others().size() - MOST_NAMES + " more");
    }
    Resource resource = fact.resource();
    String wait = "the wait of " + name(fact.thread());
    String searched =
        fact.completeness() == Completeness.AS_READ
            ? (resource == null ? "" : " for " + name(resource)) + ": all stacks were searched"
            : "";
    return names.isEmpty()
        ? "no thread could end " + wait + searched
        : "only " + Wording.list(names) + " could end " + wait + searched;
  }

  @Override
  public String owns(Fact.Owns fact) {
    return fact.owner().record().ofProcess()
        ? ofProcess(fact.owner(), fact.resource())
        : ofThread(fact.owner(), fact.resource());
  }

  @Override
  public String acquired(Fact.Acquired fact) {
    return name(fact.thread()) + " took " + name(fact.resource()) + " at " + fact.site();
  }

  @Override
  public String logs(Fact.Logs fact) {
    return LogWords.state(name(fact.thread()), fact.call());
  }

  @Override
  public String logsUnderLock(Fact.LogsUnderLock fact) {
    return name(fact.thread()) + " logs while it holds a lock taken at " + fact.site();
  }

  @Override
  public String still(Fact.Still fact) {
    String carriers = fact.virtual() ? ": none of its possible carriers ran" : "";
    return name(fact.thread())
        + " did not run at all in "
        + fact.span().toMillis()
        + " ms"
        + carriers;
  }

  @Override
  public String noTask(Fact.NoTask fact) {
    return name(fact.thread()) + " is not a task of process " + fact.thread().pid();
  }

  @Override
  public String ended(Fact.Ended fact) {
    return "\"" + fact.thread().name() + "\" has ended";
  }

  @Override
  public String idle(Fact.Idle fact) {
    return name(fact.thread())
        + " waits for its pool's next task: its stack has no frame of a task";
  }

  @Override
  public String forked(Fact.Forked fact) {
    return "process "
        + fact.pid()
        + " was forked and has not executed a program since (PF_FORKNOEXEC)";
  }

  @Override
  public String twinLives(Fact.TwinLives fact) {
    return "task "
        + fact.twin().tid()
        + " lives in process "
        + fact.twin().pid()
        + ", the parent at the fork";
  }

  @Override
  public String poolIsComplete(Fact.PoolIsComplete fact) {
    QueuedTask.Pool pool = fact.pool();
    return pool.className()
        + " "
        + pool.id().identity()
        + " has "
        + Wording.count(pool.workers().size(), "thread")
        + ", starts no more, and its queue holds "
        + Wording.count(pool.queued(), "task");
  }

  @Override
  public String liesInQueue(Fact.LiesInQueue fact) {
    return name(fact.thread())
        + (fact.task().isContinuation()
            ? " is runnable and lies in that queue"
            : " waits for " + name(fact.task()) + ", which lies in that queue");
  }

  @Override
  public String inState(Fact.InState fact) {
    return "process " + fact.pid() + " is in state " + fact.state().letter();
  }

  @Override
  public String deniedTerminal(Fact.DeniedTerminal fact) {
    return "process "
        + fact.pid()
        + " uses its terminal "
        + fact.terminal()
        + " from the background";
  }

  @Override
  public String frozen(Fact.Frozen fact) {
    return "the control group of process " + fact.pid() + " is frozen";
  }

  @Override
  public String noSafepoint(Fact.NoSafepoint fact) {
    SafepointBlocker blocker = fact.blocker();
    return (fact.thread() == null ? "task " + blocker.tid() : name(fact.thread()))
        + " ran Java code in all "
        + blocker.looks()
        + " samples over "
        + blocker.span().toMillis()
        + " ms, used "
        + blocker.ran().toMillis()
        + " ms of processor time, and the JVM, asked for its threads, waited for it to reach a"
        + " safepoint";
  }

  @Override
  public String sleepsDeep(Fact.SleepsDeep fact) {
    return name(fact.thread())
        + " slept uninterruptibly"
        + (fact.in() == null ? "" : " in " + fact.in())
        + " for "
        + fact.span().toMillis()
        + " ms";
  }

  @Override
  public String noReader(Fact.NoReader fact) {
    return "no process has it open to read: otherwise the kernel would complete the open";
  }

  @Override
  public String hasPipeOpen(Fact.HasPipeOpen fact) {
    List<String> numbers = new ArrayList<>();
    for (Integer descriptor : fact.descriptors()) {
      numbers.add(descriptor.toString());
    }
    return "process "
        + fact.process().pid()
        + " ("
        + String.join(" ", fact.process().command())
        + ") has that pipe open to write, as "
        + (numbers.size() == 1 ? "descriptor " : "descriptors ")
        + String.join(" and ", numbers);
  }

  @Override
  public String isChild(Fact.IsChild fact) {
    return "process "
        + fact.pid()
        + " is a child of process "
        + fact.parent()
        + (fact.adopted() ? ", which adopts orphaned processes" : "");
  }

  @Override
  public String neverWrote(Fact.NeverWrote fact) {
    return "process " + fact.pid() + " has never written a byte to any file or pipe";
  }

  @Override
  public String haveSemaphore(Fact.HaveSemaphore fact) {
    boolean one = fact.pids().size() == 1;
    return (one ? "only process " : "only processes ")
        + String.join(", ", Wording.numbers(fact.pids()))
        + (one ? " has" : " have")
        + " the semaphore mapped";
  }

  @Override
  public String allAwaitSemaphores(Fact.AllAwaitSemaphores fact) {
    return "all threads of these processes wait without a time limit for such a semaphore, for"
        + " each other, or for the end of one of these processes; none ran between two samples";
  }

  @Override
  public String spins(Fact.Spins fact) {
    Spin spin = fact.spin();
    return name(spin.thread())
        + " was in the same call in all "
        + spin.looks()
        + " samples over "
        + spin.span().toMillis()
        + " ms"
        + (spin.circle() == null ? ", with repeating stack contents," : "")
        + " and used "
        + spin.ran().toMillis()
        + " ms of processor time";
  }

  @Override
  public String goesAround(Fact.GoesAround fact) {
    Spin.Circle circle = fact.circle();
    String nodes =
        circle.nodes() == 1
            ? "a " + circle.nodeClass() + " refers to itself through its field "
            : circle.nodes() + " objects of " + circle.nodeClass() + " form a cycle through ";
    return nodes + circle.link() + ", in most of these samples";
  }

  @Override
  public String othersWait(Fact.OthersWait fact) {
    return "every other thread of process "
        + fact.pid()
        + " that can run application code waits without a time limit, and made no progress in"
        + " these "
        + fact.span().toMillis()
        + " ms; no native thread could call into the JVM, and the application handles no signals";
  }

  @Override
  public String standsStill(Fact.StandsStill fact) {
    boolean one = fact.threads() == 1;
    return (one ? "the one thread" : "all " + fact.threads() + " threads")
        + " of process "
        + fact.pid()
        + " that can run application code "
        + (one ? "waits" : "wait")
        + " without a time limit, and none ran in "
        + fact.span().toMillis()
        + " ms: none sleeps, reads, selects or waits for a process";
  }

  @Override
  public String nothingFromOutside(Fact.NothingFromOutside fact) {
    return "no native thread could call into the JVM, and the application handles no signals"
        + (fact.noHook() ? " and has no shutdown hooks" : "");
  }

  @Override
  public String orderSeen(Fact.OrderSeen fact) {
    LockOrder order = fact.order();
    return "thread \""
        + order.thread()
        + "\" asked for a lock in "
        + order.taken().site()
        + " while it held the lock taken in "
        + order.held().site();
  }

  @Override
  public String ordersCanMeet(Fact.OrdersCanMeet fact) {
    return "the threads are different; no start or end of a thread separates these orders; no"
        + " lock was held in all of them";
  }

  /** States that a process must act, and names the thread taken to be responsible. */
  private static String ofProcess(Owner owner, Resource resource) {
    ThreadRef ref = owner.thread();
    String process = "process " + ref.pid();
    String which =
        owner.certainty() == Certainty.PROVED
            ? ""
            : "; of its blocked threads, " + name(ref) + " must continue first";
    if (owner.record() == Record.FILE_LOCK_LIST) {
      return process + " holds " + name(resource) + which;
    }
    if (owner.record().isLeftBehind()) {
      return process
          + " has the writing end of "
          + name(resource)
          + " open, and was adopted when its parent ended";
    }
    if (owner.record() == Record.CHILD) {
      return process + " is the child" + which;
    }
    boolean stream = resource instanceof Resource.Pipe || resource instanceof Resource.Socket;
    String end = stream ? resource.name() : "it";
    return "only " + process + " has the other end of " + end + " open" + which;
  }

  private static String ofThread(Owner owner, Resource resource) {
    String name = name(owner.thread());
    String of = name(resource);
    long pid = owner.thread().pid();
    return switch (owner.record()) {
      case LOCKED_FRAME -> "a frame of " + name + " has locked " + of;
      case OBJECT_MONITOR -> "the owner word of " + of + " names " + name;
      case EXCLUSIVE_OWNER_THREAD -> "exclusiveOwnerThread of " + of + " is " + name;
      case DEADLOCK_SEARCH ->
          "the JVM's deadlock detection names " + name + " as the owner of " + of;
      case READ_HOLD -> name + " holds a read lock of " + of;
      case MUTEX_OWNER -> "the __owner word of " + of + " names " + name;
      case ONLY_SERVER -> "only " + name + " serves " + of;
      case INITIALISER -> name + " runs " + of;
      case OTHER_END, LEFT_BEHIND, LEFT_BEHIND_UNUSED, FILE_LOCK_LIST, CHILD ->
          name + " of process " + pid;
      case OWNER_IDENT -> "the owner's ident in " + of + " is that of " + name;
      case LOCKED_AT_FORK ->
          of + " was locked when process " + pid + " was forked, and the process has one thread";
      case NEXT_IN_QUEUE -> name + " is next in the queue of " + of + ", which is free";
      case NOTED -> name + " acquired " + of + " and has not released it";
      case NOTED_PERMIT -> name + " acquired a permit of " + of + " and has not released it";
      case JOINED -> "the end of " + name + " is awaited";
      case RUNS_TASK -> name + " runs " + of;
      case SERVES_QUEUE -> name + " is of the pool in whose queue " + of + " lies";
      case REACHES -> "the stack of " + name + " reaches " + of;
    };
  }

  /** A thread by its name, cut if it is very long, and by an id, since names repeat. */
  static String name(ThreadRef thread) {
    String name = thread.name();
    if (name.isEmpty() && thread.tid() == 0 && thread.javaId() == 0) {
      return Wording.thread(thread);
    }
    if (name.length() > LONGEST_NAME) {
      name = name.substring(0, LONGEST_NAME) + "…";
    }
    if (thread.tid() != 0) {
      return "\"" + name + "\" (tid " + thread.tid() + ")";
    }
    return "\"" + name + "\"" + (thread.javaId() == 0 ? "" : " (Java id " + thread.javaId() + ")");
  }

  private static String name(Resource resource) {
    return resource.accept(ExactNames.NAME);
  }
}
