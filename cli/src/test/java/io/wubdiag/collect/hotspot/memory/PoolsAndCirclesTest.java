package io.wubdiag.collect.hotspot.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.elf.DynamicSymbols;
import io.wubdiag.collect.hotspot.vm.Classes;
import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.LibjvmAddress;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.References;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.hotspot.vm.VmFlags;
import io.wubdiag.collect.hotspot.vm.VmTables;
import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Spin.Circle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads JVMs that run {@link PoolsAndCircles} and compares the result with what that program does.
 */
class PoolsAndCirclesTest {
  private static final List<String> OPENS = List.of("--add-opens=java.base/java.util=ALL-UNNAMED");

  /**
   * The number of different stacks of a counting thread; the other thread has only a few, while it
   * is compiled.
   */
  private static final int ENOUGH = 200;

  static List<Path> jdks() {
    return TargetJvm.jdks();
  }

  private static TargetJvm start(Path jdk) {
    return TargetJvm.start(jdk, PoolsAndCircles.class, OPENS);
  }

  private static ListedThread named(HotSpotMemory memory, String name) {
    return memory.threads().stream()
        .filter(thread -> thread.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsPoolsWithTheirQueues(Path jdk) {
    try (TargetJvm jvm = start(jdk);
        HotSpotMemory memory = jvm.open()) {
      ThreadPools read = memory.threadPools();
      assertThat(read.settled()).isTrue();
      Map<String, ThreadPool> pools = new HashMap<>();
      for (ThreadPool pool : read.pools()) {
        for (ListedThread thread : read.threads()) {
          if (pool.workerIds().contains(thread.javaId())) {
            String name = thread.name().startsWith("ForkJoin") ? "ForkJoin" : thread.name();
            pools.put(name, pool);
          }
        }
      }
      assertThat(pools).containsOnlyKeys("linked", "array", "growing", "scheduled", "ForkJoin");
      pools.forEach(
          (name, pool) -> {
            assertThat(pool.workers()).as(name).isEqualTo(2);
            assertThat(pool.workerIds()).as(name).hasSize(2);
            assertThat(pool.queued()).as(name).isEqualTo(PoolsAndCircles.QUEUED);
            assertThat(pool.complete()).as(name).isEqualTo(!name.equals("growing"));
            HeapObject awaited = named(memory, "awaits " + name).parkBlocker();
            assertThat(awaited).as(name).isNotNull();
            assertThat(pool.blockers()).as(name).contains(awaited.address());
          });
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void findsCirclesOfNodes(Path jdk) {
    try (TargetJvm jvm = start(jdk);
        HotSpotMemory memory = jvm.open()) {
      assertThat(memory.circle(named(memory, "HashMap")))
          .contains(new Circle("java.util.HashMap$Node", "next", 3));
      assertThat(memory.circle(named(memory, "LinkedHashMap")))
          .contains(new Circle("java.util.LinkedHashMap$Entry", "next", 3));
      assertThat(memory.circle(named(memory, "TreeMap")))
          .contains(new Circle("java.util.TreeMap$Entry", "left or right", 2));
      assertThat(memory.circle(named(memory, "whole"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsWhoInitialisesAClass(Path jdk) {
    try (TargetJvm jvm = start(jdk);
        HotSpotMemory memory = jvm.open()) {
      Map<String, String> initialisers = new HashMap<>();
      List<InitialisingClass> read = memory.initialisingClasses().value();
      assertThat(read).isNotNull();
      for (InitialisingClass each : read) {
        initialisers.put(each.className(), each.initialiser().name());
      }
      assertThat(initialisers)
          .containsEntry(PoolsAndCircles.First.class.getName(), "initialises first")
          .containsEntry(PoolsAndCircles.Second.class.getName(), "initialises second")
          .doesNotContainKey(PoolsAndCircles.Initialised.class.getName());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsStacksThatComeBackFromThoseThatCount(Path jdk) {
    try (TargetJvm jvm = start(jdk);
        HotSpotMemory memory = jvm.open()) {
      assertThat(memory.stackWords(named(memory, "HashMap"))).as("one that is parked").isEmpty();
      ListedThread counts = named(memory, "counts");
      ListedThread yields = named(memory, "yields");
      Set<Long> ofCounter = new HashSet<>();
      Set<Long> ofYielder = new HashSet<>();
      Deadline deadline = Deadline.after(Duration.ofSeconds(20));
      while (ofCounter.size() < ENOUGH && !deadline.hasPassed()) {
        memory.stackWords(counts).ifPresent(ofCounter::add);
        memory.stackWords(yields).ifPresent(ofYielder::add);
      }
      assertThat(ofCounter).hasSize(ENOUGH);
      assertThat(ofYielder).isNotEmpty().hasSizeLessThan(ENOUGH / 4);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesNoClassOutSilently(Path jdk) throws Exception {
    try (TargetJvm jvm = start(jdk);
        ProcessMemory process = ProcessMemory.open(new LiveMachine(), jvm.facts().identity())) {
      assertThat(initialising(process, jvm.pid(), 500_000).read()).isNotEmpty();
      assertThatThrownBy(() -> initialising(process, jvm.pid(), 100).read())
          .isInstanceOf(UnreadableMemory.class)
          .hasMessage("the JVM has more than 100 classes");
    }
  }

  private static InitialisingClasses initialising(ProcessMemory process, long pid, int most)
      throws UnreadableMemory {
    PagedMemory memory = new PagedMemory(process, Deadline.after(Duration.ofSeconds(20)));
    VmTables tables =
        new VmTables(
            memory, new DynamicSymbols(memory, LibjvmAddress.find(new LiveMachine(), pid)));
    VmFlags flags = new VmFlags(memory, tables);
    References references = new References(memory, tables, flags);
    Classes classes = new Classes(memory, tables, references);
    ObjectReader objects = new ObjectReader(memory, tables, flags, references, classes);
    ThreadReader threads = new ThreadReader(memory, tables, references, objects);
    return new InitialisingClasses(memory, tables, classes, threads, most);
  }
}
