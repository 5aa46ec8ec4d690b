package io.wubdiag.collect.hotspot;

import io.wubdiag.collect.hotspot.approach.OpenedJvm;
import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.LockWaits;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.enrich.AgentKnowledge;
import io.wubdiag.collect.hotspot.enrich.Carriers;
import io.wubdiag.collect.hotspot.enrich.ClassInitialisers;
import io.wubdiag.collect.hotspot.enrich.ListedThreads;
import io.wubdiag.collect.hotspot.enrich.LockOwners;
import io.wubdiag.collect.hotspot.enrich.LogNotes;
import io.wubdiag.collect.hotspot.enrich.MovedObjects;
import io.wubdiag.collect.hotspot.enrich.NativeLocks;
import io.wubdiag.collect.hotspot.enrich.PoolQueues;
import io.wubdiag.collect.hotspot.enrich.VirtualThreadPlaces;
import io.wubdiag.collect.hotspot.jfr.LastEvents;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.sampling.Confirmation;
import io.wubdiag.collect.hotspot.sampling.ConfirmedOwners;
import io.wubdiag.collect.hotspot.sampling.RetriedWaits;
import io.wubdiag.collect.hotspot.sampling.Spins;
import io.wubdiag.collect.hotspot.sampling.StandingThreads;
import io.wubdiag.collect.hotspot.serviceability.ServiceabilitySource;
import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Source;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Captures one JVM: by the best source that can answer, completed by less intrusive sources. It
 * looks twice where one look proves nothing.
 */
public final class JvmCollector {
  private final Machine machine;
  private final KernelFacts kernel;
  private final ProcessTable table;
  private final KnownFacts processes;
  private final ServiceabilitySource serviceability;
  private final Deadline deadline;
  private final JvmReading reading;
  private final OffCpu offCpu;

  /**
   * A collector for one JVM, with the kernel's facts read just now.
   *
   * @param told how reading the facts went
   */
  public JvmCollector(
      Machine machine,
      KernelFacts kernel,
      Attempt told,
      ProcessTable table,
      KnownFacts processes,
      ServiceabilitySource serviceability,
      Deadline deadline) {
    this.machine = machine.line("jvm " + kernel.pid());
    this.kernel = kernel;
    this.table = table;
    this.processes = processes;
    this.serviceability = serviceability;
    this.deadline = deadline.by(this.machine);
    this.reading = new JvmReading(this.machine, kernel, this.deadline);
    this.offCpu = new OffCpu(this.machine, kernel, this.machine.nanoTime());
    reading.note(told);
  }

  public long pid() {
    return kernel.pid();
  }

  /** When the threads were read, by the machine's {@code nanoTime}; 0 if they were not. */
  public long instant() {
    return reading.instant();
  }

  /** The row of a JVM that could not be asked, with the kernel's view of its threads. */
  public CapturedJvm withoutDump() {
    return reading.withoutDump(NativeProcess.tasks(kernel));
  }

  /** What is known when the time is up. */
  public CapturedJvm outOfTime() {
    String reason = "the time was up; try a longer --timeout";
    reading.note(new Attempt(Source.ATTACH, Outcome.TIMED_OUT, reason, Duration.ZERO));
    return withoutDump();
  }

  public CapturedJvm capture() {
    try (OpenedJvm jvm = OpenedJvm.open(machine, kernel, table, deadline)) {
      HotSpotMemory memory = jvm.memory();
      reading.note(jvm.attempt());
      reading.put(memory);
      reading.put(memory == null ? jvm.facts() : jvm.facts().withInversions(memory.inversions()));
      if (!ask(jvm)) {
        return withoutDump();
      }
      for (DumpStep step : completion(memory, jvm.fork())) {
        step.complete(reading);
      }
      return reading.captured();
    } catch (RuntimeException fault) {
      // A fault of ours costs one row of the answer, never the others.
      String reason = "a fault of wubdiag itself: " + fault;
      reading.note(new Attempt(Source.MEMORY, Outcome.FAILED, reason, Duration.ZERO));
      return withoutDump();
    }
  }

  /** The steps that complete a dump from any source. */
  private List<DumpStep> completion(@Nullable HotSpotMemory memory, @Nullable Fork fork) {
    if (memory == null) {
      return List.of(new StandingThreads(offCpu));
    }
    return List.of(
        new NativeLocks(kernel, fork, memory, processes),
        new PoolQueues(memory, kernel.identity()),
        new Carriers(machine, kernel, memory, deadline),
        new VirtualThreadPlaces(kernel, memory),
        new ClassInitialisers(kernel, memory),
        new AgentKnowledge(kernel, memory),
        new LogNotes(machine, memory),
        new StandingThreads(offCpu),
        new MovedObjects(memory));
  }

  /** Asks the best source that can answer; false if it gives no dump. */
  private boolean ask(OpenedJvm jvm) {
    String reason = jvm.choice().reason();
    return switch (jvm.choice().best()) {
      case ATTACH -> overAttach(jvm);
      case SERVICEABILITY -> {
        reading.skip(Source.ATTACH, reason);
        yield byServiceability(jvm);
      }
      default -> {
        reading.skip(Source.ATTACH, reason);
        reading.skip(Source.SERVICEABILITY, reason);
        readLastEvents(jvm);
        yield false;
      }
    };
  }

  private boolean overAttach(OpenedJvm jvm) {
    Deadline share = deadline.within(deadline.remaining().multipliedBy(3).dividedBy(5));
    ThreadPrinter print = new ThreadPrinter(reading, share);
    ThreadDump dump = print.first();
    if (dump == null) {
      return byServiceability(jvm);
    }
    HotSpotMemory memory = jvm.memory();
    if (memory == null) {
      ThreadDump later = new LockWaits(dump).anyWithVirtual() ? print.get() : null;
      reading.put(Source.ATTACH, later == null ? dump : later);
      return true;
    }
    LockOwners owners = new LockOwners(kernel, memory);
    reading.put(Source.ATTACH, dump);
    ConfirmedOwners confirmed = new ConfirmedOwners(owners, print);
    confirmed.complete(reading);
    if (confirmed.othersMayTell()) {
      // A wait has outlasted some looks, and no less intrusive source knows the lock's owner.
      ThreadDump richer = reading.received(serviceability.dump(machine, kernel, deadline));
      if (richer != null) {
        reading.put(Source.SERVICEABILITY, richer);
        return true;
      }
      reading.noteUnread(ConfirmedOwners.UNREAD);
    }
    for (DumpStep step : sampling(memory, owners, print, share)) {
      step.complete(reading);
    }
    return true;
  }

  /** The steps that need several dumps. */
  private List<DumpStep> sampling(
      HotSpotMemory memory, LockOwners owners, ThreadPrinter print, Deadline share) {
    return List.of(
        new RetriedWaits.Step(owners, print, share),
        new Spins(machine, kernel, memory, print, share));
  }

  private boolean byServiceability(OpenedJvm jvm) {
    readLastEvents(jvm);
    ThreadDump dump = reading.received(serviceability.dump(machine, kernel, deadline));
    if (dump != null) {
      reading.put(Source.SERVICEABILITY, withVirtualThreads(dump, jvm));
      return true;
    }
    if (jvm.listed().isEmpty()) {
      return false;
    }
    HotSpotMemory memory = Objects.requireNonNull(jvm.memory());
    ThreadDump withoutStacks = ListedThreads.dump(kernel, jvm.listed());
    reading.put(Source.MEMORY, new LockOwners(kernel, memory).complete(withoutStacks));
    return true;
  }

  /**
   * Adds the virtual threads, which the Serviceability Agent does not list. A forked copy gets
   * none, since it has no carriers to run them.
   */
  private ThreadDump withVirtualThreads(ThreadDump dump, OpenedJvm jvm) {
    if (jvm.memory() == null || jvm.fork() != null) {
      return dump;
    }
    LockOwners owners = new LockOwners(kernel, jvm.memory());
    ThreadDump first = owners.complete(ThreadPrinter.withVirtual(reading, dump, false));
    ThreadDump second = owners.complete(ThreadPrinter.withVirtual(reading, dump, false));
    return new Confirmation(first).confirm(second);
  }

  /** A forked copy also has its parent's recording open. */
  private void readLastEvents(OpenedJvm jvm) {
    if (jvm.fork() == null) {
      reading.put(reading.facts().withLastEvents(LastEvents.of(machine, kernel, deadline)));
    }
  }
}
