package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.Classes;
import io.wubdiag.collect.hotspot.vm.JavaClass;
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
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The few words of a HotSpot JVM's memory that tell owners of locks and the like. The JVM is
 * neither stopped nor asked, so reading also works for a JVM that hangs, is stopped, or was forked.
 * The heap is not searched.
 *
 * <p>Each question reads memory anew. Every value is checked for plausibility, and rejected if a
 * check fails. So an object that a collection has moved gives no answer rather than a wrong one.
 * The JVM runs on meanwhile, so two checks are left to the caller. It must know from another source
 * that the address belongs to an object of the found class. It must ask again to know that the
 * answer was still true later ({@link #collections()} tells whether objects may have moved in
 * between).
 *
 * <p>Not thread-safe.
 */
public final class HotSpotMemory implements Closeable {
  /** The agent's only thread, which exists while the agent is loaded. */
  public static final String AGENT_THREAD = "wubdiag-agent";

  /**
   * The class whose {@code initLevel} tells how far the JVM has started; 4 from when {@code main}
   * may run.
   */
  private static final String VM = "jdk/internal/misc/VM";

  private static final int BOOTED = 4;

  /** The most attempts: objects may be moved or changed while they are read. */
  private static final int MOST_ATTEMPTS = 5;

  private final Machine machine;
  private final Closeable source;
  private final long libjvm;
  private @Nullable SafepointReader safepoint;
  private boolean safepointSought;
  private final PagedMemory memory;
  private final VmTables tables;
  private final VmFacts vm;
  private final References references;
  private final ObjectReader objects;
  private final ThreadReader threads;
  private final VirtualThreadReader virtualThreads;
  private final SynchronizerReader synchronizers;
  private final CorruptMapReader corruptMaps;
  private final StackWords stackWords;
  private final AgentReader agent;
  private final InversionReader inversions;
  private final LogReader logs;
  private final BootClasses bootClasses;
  private final PoolReader pools;
  private final PollerReader pollers;
  private final SignalHandlerReader handlers;
  private final InitialisingClasses initialisingClasses;

  /**
   * Reads from any memory.
   *
   * @param libjvm the start of libjvm.so in this memory
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
    String version =
        memory.cString(memory.word(tables.address("Abstract_VM_Version", "_s_vm_release")), 256);
    vm =
        new VmFacts(
            version,
            flags.collector(),
            flags.isOn("DisableAttachMechanism"),
            flags.isOn("ReduceSignalUsage"),
            flags.isOn("EnableDynamicAgentLoading"));
    references = new References(memory, tables, flags);
    Classes classes = new Classes(memory, tables, references);
    objects = new ObjectReader(memory, tables, flags, references, classes);
    threads = new ThreadReader(memory, tables, references, objects);
    bootClasses = new BootClasses(memory, tables, classes);
    corruptMaps = new CorruptMapReader(memory, references, objects, bootClasses);
    stackWords = new StackWords(memory, tables);
    initialisingClasses = new InitialisingClasses(memory, tables, classes, threads);
    pools = new PoolReader(objects);
    handlers = new SignalHandlerReader(objects, bootClasses);
    virtualThreads = new VirtualThreadReader(objects, threads, bootClasses);
    pollers = new PollerReader(objects, threads, bootClasses);
    agent = new AgentReader(objects, threads, bootClasses);
    inversions = new InversionReader(objects, bootClasses);
    logs = new LogReader(objects, threads, bootClasses);
    synchronizers = new SynchronizerReader(objects, threads, virtualThreads);
  }

  /**
   * Opens the memory of this JVM.
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

  /** Whether the JDK has started. This is before {@code main} runs and agents are loaded. */
  public boolean isBooted() {
    readAnew();
    try {
      bootClasses.findAll(VM);
      JavaClass type = bootClasses.find(VM);
      return type != null && objects.staticInt(type, "initLevel", 0) >= BOOTED;
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  /** All threads that the JVM lists, with ghosts; empty if the list could not be read. */
  public List<ListedThread> threads() {
    readAnew();
    try {
      return threads.threads();
    } catch (UnreadableMemory e) {
      return List.of();
    }
  }

  /**
   * The native ids of the threads that a safepoint waits for; empty if the JVM waits for no
   * safepoint, or it could not be read.
   */
  public Set<Long> safepointBlockers(KernelFacts facts) {
    readAnew();
    try {
      if (!safepointSought && facts.libjvm() != null) {
        safepointSought = true;
        String file = libjvmFile(facts, facts.libjvm());
        safepoint = SafepointReader.of(machine, memory, tables, threads, libjvm, file);
      }
      return safepoint == null ? Set.of() : safepoint.blockers();
    } catch (UnreadableMemory e) {
      return Set.of();
    }
  }

  /**
   * Whether an object was left out so far because the collector may have moved it to an unknown
   * address, as ZGC does from JDK 21 on.
   */
  public boolean missedMovedObjects() {
    return references.missedAny();
  }

  /**
   * All virtual threads that the JVM tracks; empty if they could not be read, or are more than a
   * million.
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
   * Visits the virtual threads that the JVM tracks, one after the other, while the visitor wants
   * more: for a look at a few of very many. Some may be visited twice and some not at all, since
   * collections may be moving them.
   */
  public void visitVirtualThreads(Predicate<ListedVirtualThread> visitor) {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      if (visitVirtualThreads(i < MOST_ATTEMPTS - 1, visitor)) {
        return;
      }
    }
  }

  private boolean visitVirtualThreads(boolean whole, Predicate<ListedVirtualThread> visitor) {
    readAnew();
    try {
      virtualThreads.visit(whole, visitor);
      return true;
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  /**
   * The lock at this address and its holders; empty if no object was found there or it was about to
   * change.
   */
  public Optional<SynchronizerState> synchronizer(long address) {
    readAnew();
    try {
      return Optional.of(synchronizers.read(address));
    } catch (UnreadableMemory e) {
      return Optional.empty();
    }
  }

  /**
   * The locks at these addresses and their holders. They are read one after the other, but each
   * page once. A lock is left out if no object was found there or it was about to change.
   */
  public Map<Long, SynchronizerState> synchronizers(Collection<Long> addresses) {
    readAnew();
    Map<Long, SynchronizerState> read = new HashMap<>();
    for (long address : addresses) {
      try {
        read.put(address, synchronizers.read(address));
      } catch (UnreadableMemory e) {
        // Read alone, it may be found.
      }
    }
    return read;
  }

  /** The agent's notes of held and awaited locks; empty if the agent is not loaded. */
  public AgentNotes agentNotes() {
    readAnew();
    try {
      return threads.anyNamed(AGENT_THREAD) ? agent.notes() : AgentNotes.NONE;
    } catch (UnreadableMemory e) {
      return AgentNotes.NONE;
    }
  }

  /**
   * The lock-order inversions that our agent has found; empty if it is not loaded or does not watch
   * orders. Objects may be moved while they are read, so there are several attempts.
   */
  public List<Inversion> inversions() {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      readAnew();
      try {
        return threads.anyNamed(AGENT_THREAD) ? inversions.read() : List.of();
      } catch (UnreadableMemory e) {
        // Once more.
      }
    }
    return List.of();
  }

  /** The log calls that threads are in, by our agent's notes; empty if the agent is not loaded. */
  public List<NotedLogCall> notedLogCalls() {
    readAnew();
    try {
      return threads.anyNamed(AGENT_THREAD) ? logs.calls() : List.of();
    } catch (UnreadableMemory e) {
      return List.of();
    }
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
   * The thread pools that the JVM's threads work for. Objects may be moved while they are read, so
   * there are several attempts.
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
   * The descriptors to which virtual threads without a carrier wait to write, by Java thread id;
   * empty if they could not be read.
   */
  public Map<Long, Integer> polledWrites() {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      readAnew();
      try {
        return pollers.writes();
      } catch (UnreadableMemory e) {
        // Once more.
      }
    }
    return Map.of();
  }

  /**
   * A number that changes when a virtual thread is queued for a carrier, or mounted; empty if it
   * could not be read.
   */
  public OptionalLong mounts() {
    readAnew();
    try {
      Set<Long> schedulers = new TreeSet<>();
      for (ListedThread thread : threads.threads()) {
        if (thread.threadObject() != 0 && pools.isCarrier(thread.threadObject())) {
          schedulers.add(pools.poolOf(thread.threadObject()));
        }
      }
      long mounts = 0;
      for (long scheduler : schedulers) {
        mounts = 31 * mounts + pools.moves(scheduler);
      }
      return schedulers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(mounts);
    } catch (UnreadableMemory e) {
      return OptionalLong.empty();
    }
  }

  /** A cycle of map nodes that a thread's stack refers to; empty if none was found. */
  public Optional<Spin.Circle> circle(ListedThread thread) {
    memory.forget();
    try {
      return Optional.ofNullable(corruptMaps.find(thread.stackBase(), thread.stackSize()));
    } catch (UnreadableMemory e) {
      return Optional.empty();
    }
  }

  /**
   * A fingerprint of a thread's stack in native code: where its words begin, in the upper half, and
   * a hash of all words. Empty if the thread was not seen in native code.
   */
  public OptionalLong stackWords(ListedThread thread) {
    memory.forget();
    try {
      return stackWords.of(thread);
    } catch (UnreadableMemory e) {
      return OptionalLong.empty();
    }
  }

  /** The handlers that a signal would run; empty if they could not be read. */
  public Optional<SignalHandlers> signalHandlers() {
    readAnew();
    try {
      return Optional.of(handlers.read());
    } catch (UnreadableMemory e) {
      return Optional.empty();
    }
  }

  /**
   * The number of collections so far. The same number twice proves that no object was moved in
   * between. Empty while a collection runs, if it could not be read, and for collectors that move
   * objects at any time (ZGC, Shenandoah).
   */
  public OptionalLong collections() {
    if (vm.movesAtAnyTime()) {
      return OptionalLong.empty();
    }
    readAnew();
    try {
      String type = "CollectedHeap";
      boolean renamed = tables.hasField(type, "_is_stw_gc_active");
      String active = renamed ? "_is_stw_gc_active" : "_is_gc_active";
      long heap = memory.word(tables.address("Universe", "_collectedHeap"));
      if (memory.uint8(heap + tables.offset(type, active)) != 0) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(memory.uint32(heap + tables.offset(type, "_total_collections")));
    } catch (UnreadableMemory e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Reads the native waits of this JVM's tasks, with HotSpot's names. Shares this memory, and ends
   * with it.
   *
   * @param facts of this JVM, read just now
   * @param others ids of tasks that the process may have been forked from, as they are numbered in
   *     its namespace, beside those that the JVM lists itself
   */
  public NativeWaits nativeWaits(KernelFacts facts, Collection<Long> others) {
    Set<Long> tids = NativeWaits.tids(facts, others);
    KnownMutexes known = KnownMutexes.NONE;
    readAnew();
    try {
      for (long thread : threads.addresses()) {
        tids.add((long) threads.tid(thread));
      }
      String path = facts.libjvm();
      String file = path == null ? null : libjvmFile(facts, path);
      boolean zgc = vm.collector().equals("ZGC");
      known = new HotSpotWaits(machine, memory, tables, threads, zgc, libjvm, file);
    } catch (UnreadableMemory e) {
      // Then no mutex has a name.
    }
    return new NativeWaits(memory, () -> {}, tids, known);
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

  /** The path as this process sees it. */
  private static String libjvmFile(KernelFacts facts, String path) {
    return "/proc/" + facts.pid() + "/root" + path;
  }
}
