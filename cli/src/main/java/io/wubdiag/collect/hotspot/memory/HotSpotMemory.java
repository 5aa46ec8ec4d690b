package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.Classes;
import io.wubdiag.collect.hotspot.vm.LibjvmAddress;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.References;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VirtualThreadReader;
import io.wubdiag.collect.hotspot.vm.VmFacts;
import io.wubdiag.collect.hotspot.vm.VmFlags;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.libc.KnownMutexes;
import io.wubdiag.collect.libc.NativeWaits;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import io.wubdiag.model.Spin;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The few words of a HotSpot JVM's memory that tell who holds what. The JVM is neither stopped nor
 * asked, so this works as well for one that hangs, is stopped, or was forked; and its heap is not
 * searched.
 *
 * <p>Each question reads memory anew. What is read is checked for being what it is taken for, and
 * whatever fails the check is left out, so that an object that a collection has moved gives no
 * answer rather than a wrong one. Two things remain for the caller, since the JVM runs on
 * meanwhile: that an address came from elsewhere and the class found there is the one expected, and
 * that the answer was still true later, by asking again ({@link #collections()} tells whether
 * objects may have moved in between).
 *
 * <p>Not for use by several threads at once.
 */
public final class HotSpotMemory implements Closeable {
  /** The agent's only thread, which is there as long as the agent is. */
  public static final String AGENT_THREAD = "wubdiag-agent";

  /** What is read may be moved or changed meanwhile: there are some. */
  private static final int MOST_ATTEMPTS = 5;

  private final Machine machine;
  private final Closeable source;
  private final long libjvm;
  private final PagedMemory memory;
  private final VmTables tables;
  private final VmFacts vm;
  private final References references;
  private final ObjectReader objects;
  private final ThreadReader threads;
  private final VirtualThreadReader virtualThreads;
  private final SynchronizerReader synchronizers;
  private final CorruptMapReader circles;
  private final StackWords stackWords;
  private final AgentReader agent;
  private final InversionReader inversions;
  private final LogReader logs;
  private final SafepointBlockers safepointBlockers;
  private final BootReader boot;
  private final CollectionReader collections;
  private final MountReader mounts;
  private final PoolReader pools;
  private final PollerReader pollers;
  private final SignalHandlerReader handlers;
  private final InitialisingClasses initialisingClasses;

  /**
   * Reads from any memory.
   *
   * @param libjvm where libjvm.so begins in it
   * @param source what to close in the end
   */
  HotSpotMemory(Machine machine, Memory target, Closeable source, long libjvm, Deadline deadline)
      throws UnreadableMemory {
    this.machine = machine;
    this.source = source;
    this.libjvm = libjvm;
    memory = new PagedMemory(target, deadline);
    tables = new VmTables(memory, new DynamicSymbols(memory, libjvm));
    VmFlags flags = new VmFlags(memory, tables);
    vm = VmFacts.read(memory, tables, flags);
    references = new References(memory, tables, flags);
    Classes classes = new Classes(memory, tables, references);
    objects = new ObjectReader(memory, tables, flags, references, classes);
    threads = new ThreadReader(memory, tables, references, objects);
    BootClasses bootClasses = new BootClasses(memory, tables, classes);
    circles = new CorruptMapReader(memory, references, objects, bootClasses);
    stackWords = new StackWords(memory, tables);
    initialisingClasses = new InitialisingClasses(memory, tables, classes, threads);
    pools = new PoolReader(objects);
    safepointBlockers = new SafepointBlockers(machine, memory, tables, threads, libjvm);
    mounts = new MountReader(threads, pools);
    boot = new BootReader(objects, bootClasses);
    collections = new CollectionReader(memory, tables);
    handlers = new SignalHandlerReader(objects, bootClasses);
    virtualThreads = new VirtualThreadReader(objects, threads, bootClasses);
    pollers = new PollerReader(objects, threads, bootClasses);
    agent = new AgentReader(objects, threads, bootClasses);
    inversions = new InversionReader(objects, bootClasses);
    logs = new LogReader(objects, threads, bootClasses);
    synchronizers = new SynchronizerReader(objects, threads, virtualThreads);
  }

  /**
   * Opens the memory of that JVM.
   *
   * @param deadline until which it may be read; after that every question stays unanswered
   */
  public static Answer<HotSpotMemory> open(Machine machine, KernelFacts facts, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.MEMORY);
    try {
      ProcessMemory process = ProcessMemory.open(machine, facts.identity());
      try {
        long libjvm = LibjvmAddress.find(machine, facts.pid());
        return watch.answered(new HotSpotMemory(machine, process, process, libjvm, deadline));
      } catch (UnreadableMemory e) {
        process.close();
        throw e;
      }
    } catch (UnreadableMemory e) {
      return watch.failed(e);
    }
  }

  public VmFacts vm() {
    return vm;
  }

  /** Whether the JDK has come up, as it has before {@code main} runs and agents are loaded. */
  public boolean isBooted() {
    return ask(boot::isDone, false);
  }

  /** All threads that the JVM lists, ghosts among them; none if the list could not be read. */
  public List<ListedThread> threads() {
    return ask(threads::threads, List.of());
  }

  /**
   * The native ids of the threads that the JVM waits for to come to a safepoint; none if it waits
   * for no safepoint, or that could not be read.
   */
  public Set<Long> safepointBlockers(KernelFacts facts) {
    return ask(() -> safepointBlockers.read(libjvmFile(facts)), Set.of());
  }

  /**
   * Whether any question so far came upon an object that the collector may have moved without
   * telling where to, as ZGC does from JDK 21 on. What it refers to was left out then.
   */
  public boolean missedMovedObjects() {
    return references.missedAny();
  }

  /**
   * All virtual threads that the JVM keeps track of; empty if they could not be read, or are more
   * than a million.
   */
  public Optional<List<ListedVirtualThread>> virtualThreads() {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      List<ListedVirtualThread> read = new ArrayList<>();
      if (visitVirtualThreads(i < MOST_ATTEMPTS - 1, read::add)) {
        return Optional.of(read);
      }
    }
    return Optional.empty();
  }

  /**
   * Hands over virtual threads that the JVM keeps track of, one after the other, as long as more
   * are wanted: to look at a few of very many. Some may be handed over again, and some not at all,
   * since collections may be moving them.
   */
  public void visitVirtualThreads(Predicate<ListedVirtualThread> visitor) {
    int left = MOST_ATTEMPTS;
    while (left > 0 && !visitVirtualThreads(left > 1, visitor)) {
      left--;
    }
  }

  private boolean visitVirtualThreads(boolean whole, Predicate<ListedVirtualThread> visitor) {
    return ask(
        () -> {
          virtualThreads.visit(whole, visitor);
          return true;
        },
        false);
  }

  /**
   * The lock at that address and who holds it; empty if no object was found there or it was about
   * to change.
   */
  public Optional<SynchronizerState> synchronizer(long address) {
    return ask(() -> Optional.of(synchronizers.read(address)), Optional.empty());
  }

  /**
   * The locks at these addresses and who holds them, read one after the other but each page once;
   * without those where no object was found or that were about to change.
   */
  public Map<Long, SynchronizerState> synchronizers(Collection<Long> addresses) {
    readAnew();
    Map<Long, SynchronizerState> read = new HashMap<>();
    for (long address : addresses) {
      try {
        read.put(address, synchronizers.read(address));
      } catch (UnreadableMemory e) {
        // It may be found when it is read alone.
      }
    }
    return read;
  }

  /**
   * What our agent noted of the locks that threads hold and wait for; nothing if the agent is not
   * there.
   */
  public AgentNotes agentNotes() {
    return askAgent(1, agent::notes, AgentNotes.NONE);
  }

  /**
   * The inversions of lock orders that our agent has found; none if it is not there or does not
   * watch orders. Since what is to be read may be moved meanwhile, there are some attempts.
   */
  public List<Inversion> inversions() {
    return askAgent(MOST_ATTEMPTS, inversions::read, List.of());
  }

  /** The log calls that our agent noted threads to be in; empty if the agent is not there. */
  public List<NotedLogCall> notedLogCalls() {
    return askAgent(1, logs::calls, List.of());
  }

  /** The classes that are being initialised. */
  public Answer<List<InitialisingClass>> initialisingClasses() {
    Stopwatch watch = Stopwatch.start(machine, Source.MEMORY);
    readAnew();
    try {
      return watch.answered(initialisingClasses.read());
    } catch (UnreadableMemory e) {
      return watch.failed(e);
    }
  }

  /**
   * The thread pools that its threads work for. Since what is to be read may be moved meanwhile,
   * there are some attempts.
   */
  public ThreadPools threadPools() {
    ThreadPools read = new ThreadPools(List.of(), List.of(), false);
    for (int i = 0; i < MOST_ATTEMPTS && !read.settled(); i++) {
      OptionalLong before = collections();
      List<ListedThread> listed = threads();
      ThreadPools found = pools.pools(listed);
      boolean moved = !vm.movesAtAnyTime() && (before.isEmpty() || !before.equals(collections()));
      read = new ThreadPools(listed, found.pools(), found.settled() && !moved);
    }
    return read;
  }

  /**
   * The descriptors that virtual threads without a carrier wait to write to, by their Java ids;
   * none if that could not be read.
   */
  public Map<Long, Integer> polledWrites() {
    return ask(MOST_ATTEMPTS, pollers::writes, Map.of());
  }

  /**
   * A number that is another one after a virtual thread was queued to be carried, or has begun to
   * be; empty if that could not be read.
   */
  public OptionalLong mounts() {
    return ask(mounts::read, OptionalLong.empty());
  }

  /** A circle of a map's nodes that a thread's stack refers to; empty if none was found. */
  public Optional<Spin.Circle> circle(ListedThread thread) {
    return ask(
        () -> Optional.ofNullable(circles.find(thread.stackBase(), thread.stackSize())),
        Optional.empty());
  }

  /**
   * All words of a thread's stack while it is in native code: where they begin, in the upper half,
   * and a number for them. Empty if it was not seen there.
   */
  public OptionalLong stackWords(ListedThread thread) {
    return ask(() -> stackWords.of(thread), OptionalLong.empty());
  }

  /** What a signal would run; empty if that could not be read. */
  public Optional<SignalHandlers> signalHandlers() {
    return ask(() -> Optional.of(handlers.read()), Optional.empty());
  }

  /**
   * How many collections there have been: the same number twice proves that no object was moved in
   * between. Empty while one goes on, if that could not be read, and for collectors that move
   * objects at any time (ZGC, Shenandoah).
   */
  public OptionalLong collections() {
    OptionalLong unknown = OptionalLong.empty();
    return vm.movesAtAnyTime() ? unknown : ask(collections::read, unknown);
  }

  /**
   * Reads what tasks of this JVM wait for natively, with HotSpot's names. Shares this memory, and
   * ends with it.
   *
   * @param facts of this JVM, read just now
   * @param others ids of tasks that the process may have been forked from, as they are numbered in
   *     its namespace, beside those that the JVM lists itself
   */
  public NativeWaits nativeWaits(KernelFacts facts, Collection<Long> others) {
    Set<Long> tids = NativeWaits.tids(facts, others);
    KnownMutexes known = ask(() -> knownMutexes(facts, tids), KnownMutexes.NONE);
    return new NativeWaits(memory, () -> {}, tids, known);
  }

  /** HotSpot's names; adds the ids of the tasks that the JVM lists. */
  private KnownMutexes knownMutexes(KernelFacts facts, Set<Long> tids) throws UnreadableMemory {
    for (long thread : threads.addresses()) {
      tids.add((long) threads.tid(thread));
    }
    boolean zgc = vm.collector().equals("ZGC");
    return new HotSpotWaits(machine, memory, tables, threads, zgc, libjvm, libjvmFile(facts));
  }

  private interface Question<T> {
    T ask() throws UnreadableMemory;
  }

  private <T> T ask(Question<T> question, T otherwise) {
    return ask(1, question, otherwise);
  }

  /** Asks the agent, if it is there. */
  private <T> T askAgent(int attempts, Question<T> question, T otherwise) {
    return ask(
        attempts, () -> threads.anyNamed(AGENT_THREAD) ? question.ask() : otherwise, otherwise);
  }

  /** Reads anew what a question asks; once more if it could not be read. */
  private <T> T ask(int attempts, Question<T> question, T otherwise) {
    for (int i = 0; i < attempts; i++) {
      readAnew();
      try {
        return question.ask();
      } catch (UnreadableMemory e) {
        // Once more.
      }
    }
    return otherwise;
  }

  private void readAnew() {
    memory.forget();
    threads.forget();
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }

  /** As this process sees it; null if it is not known. */
  private static @Nullable String libjvmFile(KernelFacts facts) {
    String path = facts.libjvm();
    return path == null ? null : "/proc/" + facts.pid() + "/root" + path;
  }
}
