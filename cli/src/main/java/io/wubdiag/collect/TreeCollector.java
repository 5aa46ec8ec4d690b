package io.wubdiag.collect;

import io.wubdiag.collect.cpython.PythonProcesses;
import io.wubdiag.collect.hotspot.JvmCollector;
import io.wubdiag.collect.hotspot.serviceability.ServiceabilitySource;
import io.wubdiag.collect.idle.UninterruptibleTasks;
import io.wubdiag.collect.ipc.ProcessEdges;
import io.wubdiag.collect.ipc.SharedSemaphores;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HostName;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Workers;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.collect.tree.TreeStep;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Captures processes: all at once, each by the best source that can answer, all under one deadline.
 * A process that can't be read becomes a row with the reason.
 */
public final class TreeCollector {
  private final KernelFactsReader kernel;
  private final Machine machine;
  private final ProcessTable table;
  private final KnownFacts processes;
  private final Deadline deadline;
  private final List<TreeStep> steps;

  /**
   * A collector for the processes of one machine.
   *
   * @param kernel made before the table was read
   */
  public TreeCollector(KernelFactsReader kernel, ProcessTable table, Deadline deadline) {
    this.kernel = kernel;
    this.machine = kernel.machine();
    this.table = table;
    this.deadline = deadline;
    this.processes = new KnownFacts(kernel, table, deadline);
    this.steps =
        List.of(
            new PythonProcesses(kernel, processes, deadline),
            new ProcessEdges(kernel, processes, table, deadline),
            new SharedSemaphores(processes, table, deadline),
            new UninterruptibleTasks(machine, deadline));
  }

  /**
   * Captures these processes, and the originals of forked JVMs among them.
   *
   * @param roots the pids that were asked for
   * @param asked the roots and their descendants, parents before children
   */
  public ProcessTreeSnapshot collect(List<Long> roots, Collection<ListedProcess> asked) {
    Instant began = machine.now();
    long start = machine.nanoTime();
    Captures tree = new Captures(start);
    Map<Long, ProcessCapture> captures = tree.byPid();
    List<Long> instants = new ArrayList<>();
    Set<Long> known = new HashSet<>();
    try (ServiceabilitySource serviceability = new ServiceabilitySource();
        Workers workers = new Workers(Math.min(16, Math.max(2, asked.size())))) {
      Collection<ListedProcess> round = asked;
      while (!round.isEmpty()) {
        round.forEach(process -> known.add(process.pid()));
        capture(workers, serviceability, round, captures, instants);
        round = originalsOutside(captures.values(), known);
      }
    }
    for (TreeStep step : steps) {
      step.complete(tree);
    }
    return new ProcessTreeSnapshot(
        HostName.read(machine),
        roots,
        began,
        Duration.ofNanos(machine.nanoTime() - start),
        spread(instants),
        List.copyOf(captures.values()));
  }

  private void capture(
      Workers workers,
      ServiceabilitySource serviceability,
      Collection<ListedProcess> round,
      Map<Long, ProcessCapture> captures,
      List<Long> instants) {
    List<ListedProcess> listed = List.copyOf(round);
    List<Callable<Answer<KernelFacts>>> readings = new ArrayList<>();
    for (ListedProcess process : listed) {
      readings.add(() -> processes.of(process));
    }
    List<@Nullable Answer<KernelFacts>> facts = workers.runAll(readings, deadline);

    List<JvmCollector> jvms = new ArrayList<>();
    List<Callable<CapturedJvm>> questions = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      ListedProcess process = listed.get(i);
      Answer<KernelFacts> answer = facts.get(i);
      if (answer == null) {
        captures.put(process.pid(), unread(process));
      } else if (answer.value() == null) {
        captures.put(process.pid(), vanished(process, answer.attempt()));
      } else if (answer.value().libjvm() == null) {
        captures.put(process.pid(), NativeProcess.capture(answer.value(), answer.attempt()));
      } else {
        JvmCollector jvm =
            new JvmCollector(
                machine,
                answer.value(),
                answer.attempt(),
                table,
                processes,
                serviceability,
                deadline);
        captures.put(process.pid(), jvm.withoutDump());
        jvms.add(jvm);
        questions.add(jvm::capture);
      }
    }
    List<@Nullable CapturedJvm> answers = workers.runAll(questions, deadline);
    for (int i = 0; i < jvms.size(); i++) {
      JvmCollector jvm = jvms.get(i);
      CapturedJvm answer = answers.get(i);
      captures.put(jvm.pid(), answer != null ? answer : jvm.outOfTime());
      instants.add(jvm.instant());
    }
  }

  /** The original processes of forked JVMs that were not captured yet. The twins live there. */
  private List<ListedProcess> originalsOutside(
      Collection<ProcessCapture> captures, Set<Long> known) {
    List<ListedProcess> originals = new ArrayList<>();
    for (ProcessCapture capture : captures) {
      if (capture instanceof CapturedJvm jvm && jvm.jvm().fork() != null) {
        long original = jvm.jvm().fork().original();
        if (original > 0 && known.add(original)) {
          table.find(original).ifPresent(originals::add);
        }
      }
    }
    return originals;
  }

  /**
   * The capture of a process whose files under /proc did not answer in time: one of its kernel
   * locks has been held for long.
   */
  private ProcessCapture unread(ListedProcess process) {
    String reason = "its files under /proc did not answer in time";
    KernelFacts facts =
        new KernelFacts(
            new ProcessIdentity(kernel.host(), process.pid(), process.startTicks(), 0),
            process.parentPid(),
            Instant.EPOCH,
            List.of(process.name()),
            process.name(),
            null,
            process.state(),
            -1,
            -1,
            process.pid(),
            false,
            false,
            null,
            false,
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(reason));
    Attempt attempt = new Attempt(Source.KERNEL, Outcome.TIMED_OUT, reason, Duration.ZERO);
    return new CapturedNative(facts, Runtime.NATIVE, List.of(attempt), List.of(), List.of());
  }

  private static ProcessCapture vanished(ListedProcess process, Attempt attempt) {
    return new VanishedProcess(
        process.pid(), process.parentPid(), process.name(), List.of(attempt));
  }

  private static Duration spread(List<Long> instants) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (long instant : instants) {
      if (instant != 0) {
        least = Math.min(least, instant);
        most = Math.max(most, instant);
      }
    }
    return most > least ? Duration.ofNanos(most - least) : Duration.ZERO;
  }
}
