package io.wubdiag.collect.cpython;

import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.collect.tree.TreeStep;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes the captures of CPython processes with a thread in a futex wait: adds stacks, awaited
 * locks, and the locks' owners. All is read from memory; no process notices.
 */
public final class PythonProcesses implements TreeStep {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();
  private static final Attempt NO_SENSE =
      failed(Outcome.FAILED, "its structs are not laid out as a release of CPython has them");
  private static final Attempt NO_TIME =
      failed(Outcome.TIMED_OUT, "the time was up; try a longer --timeout");
  private final KernelFactsReader kernel;
  private final Machine machine;
  private final KnownFacts processes;
  private final Deadline deadline;
  private final Map<Long, PythonProcess> opened = new HashMap<>();
  private final Map<Long, List<Attempt>> attempts = new HashMap<>();

  /** The processes in the report that have their Python stacks. */
  private final Set<Long> shown = new HashSet<>();

  /** Layouts from debug symbols, by the file with CPython's code. */
  private final Map<String, Answer<PythonLayout>> symbols = new HashMap<>();

  public PythonProcesses(KernelFactsReader kernel, KnownFacts processes, Deadline deadline) {
    this.kernel = kernel;
    this.machine = kernel.machine();
    this.processes = processes;
    this.deadline = deadline;
  }

  /** Also adds the captures of the processes that were forked. */
  @Override
  public void complete(Captures tree) {
    Map<Long, ProcessCapture> captures = tree.byPid();
    try {
      for (ProcessCapture capture : List.copyOf(captures.values())) {
        KernelFacts facts = capture.kernelFacts();
        if (facts != null && waitsInFutex(facts) && isPython(facts)) {
          try {
            complete(capture, facts, captures, tree.begun());
          } catch (RuntimeException fault) {
            // A fault of ours costs one row of the answer, never the others.
            note(facts.pid(), failed(Outcome.FAILED, "a fault of wubdiag itself: " + fault));
            captures.put(facts.pid(), captured(capture, null, Source.KERNEL, List.of(), List.of()));
          }
        }
      }
    } finally {
      for (PythonProcess process : opened.values()) {
        process.memory().close();
      }
    }
  }

  private boolean isPython(KernelFacts kernel) {
    return NativeProcess.isPython(kernel) || PythonImage.isMapped(machine, kernel);
  }

  private static boolean waitsInFutex(KernelFacts kernel) {
    for (Task task : kernel.tasks()) {
      if (task.systemCall() != null
          && CALLS.isFutex(task.systemCall())
          && CALLS.waitsForGood(task.systemCall())) {
        return true;
      }
    }
    return false;
  }

  private void complete(
      ProcessCapture python, KernelFacts facts, Map<Long, ProcessCapture> captures, long begun) {
    PythonProcess process = open(facts);
    if (process == null) {
      captures.put(python.pid(), captured(python, null, Source.KERNEL, List.of(), List.of()));
      return;
    }
    List<PythonProcess> line = lineOf(process, captures);
    PythonOwners owners = new PythonOwners(process, line, kernel.isForkedCopy(process.kernel()));
    Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    List<ThreadSnapshot> threads = threads(process, owners, resources);
    Source source = Source.MEMORY;
    if ((!process.makesSense() || anyOwner(resources)) && readBySymbols(process, line)) {
      source = Source.GDB;
      resources.clear();
      threads = threads(process, owners, resources);
    }
    if (!process.makesSense()) {
      note(python.pid(), deadline.hasPassed() ? NO_TIME : NO_SENSE);
      captures.put(python.pid(), captured(python, null, Source.KERNEL, List.of(), List.of()));
      return;
    }
    OffCpu offCpu = new OffCpu(machine, process.kernel(), begun);
    if (anyOwnerLives(resources)) {
      offCpu.awaitLongSpan(deadline);
    }
    List<ThreadSnapshot> waiting = new ArrayList<>();
    for (ThreadSnapshot thread : offCpu.mark(threads)) {
      waiting.add(thread.still().isZero() ? thread.withWaitsFor(null) : thread);
    }
    Fork fork =
        owners.forked()
            ? new Fork(line.isEmpty() ? 0 : line.get(0).kernel().pid(), null, List.of())
            : null;
    shown.add(python.pid());
    captures.put(
        python.pid(), captured(python, fork, source, waiting, List.copyOf(resources.values())));
    for (PythonProcess original : line) {
      show(original, captures);
    }
  }

  /**
   * Reads a process and its fork ancestors again, by the struct layout from debug symbols; false
   * without debug symbols. gdb takes half a second, so it is asked only about a suspicious process.
   */
  private boolean readBySymbols(PythonProcess process, List<PythonProcess> line) {
    String path = process.memory().image().path();
    Answer<PythonLayout> answer = symbols.get(path);
    if (answer == null) {
      answer = PythonSymbols.read(machine, process.file(), process.memory().layout(), deadline);
      symbols.put(path, answer);
    }
    note(process.kernel().pid(), answer.attempt());
    PythonLayout layout = answer.value();
    if (layout == null) {
      return false;
    }
    process.readBy(layout);
    for (PythonProcess original : line) {
      original.readBy(layout);
    }
    return true;
  }

  private static Attempt failed(Outcome outcome, String reason) {
    return new Attempt(Source.MEMORY, outcome, reason, Duration.ZERO);
  }

  private void note(long pid, Attempt attempt) {
    List<Attempt> asked = attempts.get(pid);
    if (asked == null) {
      asked = new ArrayList<>();
      attempts.put(pid, asked);
    }
    asked.add(attempt);
  }

  /** The capture with what was found; with its earlier threads if none were read. */
  private ProcessCapture captured(
      ProcessCapture capture,
      @Nullable Fork fork,
      Source source,
      List<ThreadSnapshot> threads,
      List<Resource> resources) {
    List<Attempt> asked = attempts.getOrDefault(capture.pid(), List.of());
    if (capture instanceof CapturedJvm jvm) {
      return PythonInJvm.merge(jvm, asked, threads, resources);
    }
    if (!(capture instanceof CapturedNative python)) {
      return capture;
    }
    List<Attempt> all = new ArrayList<>(python.attempts());
    all.addAll(asked);
    return new CapturedNative(
        python.kernel(),
        threads.isEmpty() ? python.runtime() : Runtime.CPYTHON,
        source,
        fork,
        all,
        source == Source.KERNEL ? python.threads() : threads,
        resources);
  }

  /** The opened process; null if its memory could not be read. */
  private @Nullable PythonProcess open(KernelFacts facts) {
    PythonProcess known = opened.get(facts.pid());
    if (known != null) {
      return known;
    }
    Answer<PythonMemory> answer = PythonMemory.open(machine, facts, deadline);
    note(facts.pid(), answer.attempt());
    PythonMemory memory = answer.value();
    if (memory == null) {
      return null;
    }
    PythonProcess process = new PythonProcess(facts, memory);
    opened.put(facts.pid(), process);
    return process;
  }

  /**
   * The processes that it was forked from, nearest first, without an exec in between. The kernel
   * says that no program was executed, and their memory has the same random bytes from execve(2).
   */
  private List<PythonProcess> lineOf(PythonProcess process, Map<Long, ProcessCapture> captures) {
    List<PythonProcess> line = new ArrayList<>();
    PythonProcess child = process;
    while (kernel.isForkedCopy(child.kernel()) && line.size() < 16) {
      PythonProcess parent = parent(child.kernel().parentPid(), captures);
      if (parent == null
          || child.memory().executionMark(child.kernel()).isEmpty()
          || !child
              .memory()
              .executionMark(child.kernel())
              .equals(parent.memory().executionMark(parent.kernel()))) {
        break;
      }
      line.add(parent);
      child = parent;
    }
    return line;
  }

  private @Nullable PythonProcess parent(long pid, Map<Long, ProcessCapture> captures) {
    ProcessCapture known = captures.get(pid);
    KernelFacts facts = known == null ? null : known.kernelFacts();
    if (facts == null) {
      facts = processes.of(pid);
    }
    return facts == null ? null : open(facts);
  }

  /** Puts a process that was forked into the report, with its stacks. */
  private void show(PythonProcess process, Map<Long, ProcessCapture> captures) {
    KernelFacts facts = process.kernel();
    if (!shown.add(facts.pid())) {
      return;
    }
    ProcessCapture known = captures.get(facts.pid());
    if (known == null) {
      Attempt read = new Attempt(Source.KERNEL, Outcome.ANSWERED, "", Duration.ZERO);
      known = NativeProcess.capture(facts, read);
    }
    PythonOwners none = new PythonOwners(process, List.of(), false);
    List<ThreadSnapshot> threads = threads(process, none, new HashMap<>());
    threads.replaceAll(thread -> thread.withWaitsFor(null));
    captures.put(facts.pid(), captured(known, null, Source.MEMORY, threads, List.of()));
  }

  private static List<ThreadSnapshot> threads(
      PythonProcess process, PythonOwners owners, Map<ResourceId, Resource> resources) {
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (Task task : process.kernel().tasks()) {
      PythonThread thread = process.thread(task);
      PythonLock lock = thread == null ? null : process.awaited(task, thread, CALLS.futex());
      Wait wait = null;
      if (thread != null && lock != null) {
        ResourceId id = ResourceId.at(process.kernel().identity(), lock.address());
        List<Owner> known = owners.of(lock, thread);
        resources.put(
            id,
            lock.namesOwner()
                ? new Resource.OwnableSynchronizer(id, lock.className(), known)
                : new Resource.UnownedSynchronizer(id, lock.className(), known));
        wait = new Wait(id, Wait.Kind.ACQUIRE, isTimed(task));
      }
      threads.add(
          new ThreadSnapshot(
              process.ref(task, thread),
              null,
              false,
              false,
              false,
              null,
              thread == null ? List.of() : thread.frames(),
              wait,
              Duration.ZERO));
    }
    return threads;
  }

  private static boolean isTimed(Task task) {
    return task.systemCall() == null || !CALLS.waitsForGood(task.systemCall());
  }

  private static boolean anyOwner(Map<ResourceId, Resource> resources) {
    for (Resource resource : resources.values()) {
      if (!resource.owners().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyOwnerLives(Map<ResourceId, Resource> resources) {
    for (Resource resource : resources.values()) {
      for (Owner owner : resource.owners()) {
        if (owner.liveness() == Liveness.LIVE) {
          return true;
        }
      }
    }
    return false;
  }
}
