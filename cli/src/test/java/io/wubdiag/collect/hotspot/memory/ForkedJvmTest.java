package io.wubdiag.collect.hotspot.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.libc.NativeWait;
import io.wubdiag.collect.libc.NativeWait.ConditionWait;
import io.wubdiag.collect.libc.NativeWait.MutexWait;
import io.wubdiag.collect.libc.NativeWait.VmOperationWait;
import io.wubdiag.collect.libc.NativeWaits;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads forked copies of JVMs that run {@link ForkingJvm}: one live thread and many ghosts. */
class ForkedJvmTest {

  record Fork(Path jdk, String collector) {
    TargetJvm start(String wanted) {
      return TargetJvm.start(jdk, ForkingJvm.class, List.of(collector), wanted);
    }

    @Override
    public String toString() {
      return TargetJvm.feature(jdk) + " " + collector;
    }
  }

  /** ZGC is left out: its heap is shared memory, which parent and child would both destroy. */
  static List<Fork> forks() {
    List<Fork> forks = new ArrayList<>();
    for (Path jdk : TargetJvm.jdks()) {
      for (String collector : List.of("Serial", "Parallel", "G1", "Shenandoah")) {
        String option = "-XX:+Use" + collector + "GC";
        if (TargetJvm.accepts(jdk, option)) {
          forks.add(new Fork(jdk, option));
        }
      }
    }
    return forks;
  }

  static List<Fork> forksOfDefault() {
    return TargetJvm.jdks().stream().map(jdk -> new Fork(jdk, "-XX:+UseSerialGC")).toList();
  }

  @ParameterizedTest
  @MethodSource("forksOfDefault")
  void tellsTheSurvivorFromTheGhosts(Fork fork) {
    try (TargetJvm child = fork.start("lock");
        HotSpotMemory memory = child.open()) {
      List<Task> tasks = child.facts().tasks();
      assertThat(tasks).hasSize(1);
      Task task = tasks.get(0);

      List<ListedThread> threads = memory.threads();
      assertThat(threads)
          .extracting(ListedThread::name)
          .contains("main", "holder", "Signal Dispatcher");
      assertThat(threads)
          .filteredOn(thread -> thread.isStackOf(task))
          .extracting(ListedThread::name)
          .containsExactly("main");
      assertThat(threads)
          .extracting(ListedThread::namespaceTid)
          .doesNotContain(task.namespaceTid());
    }
  }

  @ParameterizedTest
  @MethodSource("forksOfDefault")
  void namesTheGhostThatOwnsALock(Fork fork) {
    try (TargetJvm child = fork.start("lock");
        HotSpotMemory memory = child.open()) {
      List<ListedThread> threads = memory.threads();
      HeapObject lock = named(threads, "main").parkBlocker();
      assertThat(lock).isNotNull();

      SynchronizerState state = memory.synchronizer(lock.address()).orElseThrow();
      ListedThread holder = named(threads, "holder");
      assertThat(state.exclusiveOwner())
          .isEqualTo(
              new OwnerThread("holder", holder.javaId(), holder.namespaceTid(), false, false));
      assertThat(child.facts().taskInNamespace(holder.namespaceTid())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("forksOfDefault")
  void tellsTheMonitorThatTheSurvivorWaitsFor(Fork fork) {
    try (TargetJvm child = fork.start("monitor");
        HotSpotMemory memory = child.open()) {
      ListedThread main = named(memory.threads(), "main");
      assertThat(main.state()).isEqualTo(Thread.State.BLOCKED);
      assertThat(main.entering()).isNotNull().returns("java.lang.Object", HeapObject::className);
    }
  }

  @ParameterizedTest
  @MethodSource("forksOfDefault")
  void namesTheGhostThatOwnsANativeMutex(Fork fork) {
    try (TargetJvm child = fork.start("mutex");
        HotSpotMemory memory = child.open()) {
      KernelFacts facts = child.facts();
      NativeWait wait = memory.nativeWaits(facts, List.of()).of(facts.tasks().get(0)).orElseThrow();
      long holder = named(memory.threads(), "holder").namespaceTid();
      assertThat(wait).isEqualTo(new MutexWait(wait.address(), holder, null));
    }
  }

  @ParameterizedTest
  @MethodSource("forks")
  void tellsThatTheSurvivorWaitsForACollection(Fork fork) {
    try (TargetJvm child = fork.start("collection");
        HotSpotMemory memory = child.open()) {
      Optional<NativeWait> wait = Optional.empty();
      // Shenandoah repeats short waits, and may be seen between two of them.
      for (int i = 0; i < 100 && wait.isEmpty(); i++) {
        KernelFacts facts = child.facts();
        wait = memory.nativeWaits(facts, List.of()).of(facts.tasks().get(0));
      }
      assertThat(wait.orElseThrow())
          .isInstanceOfSatisfying(
              VmOperationWait.class,
              operation ->
                  assertThat(operation.operation()).matches(".*([Cc]ollect|Allocation).*"));
    }
  }

  @Test
  void findsTheLiveOwnerOfANativeMutexInAnyProcess() {
    Path jdk = TargetJvm.jdks().get(0);
    try (TargetJvm jvm = TargetJvm.start(jdk, ForkingJvm.class, List.of(), "no fork");
        HotSpotMemory memory = jvm.open()) {
      KernelFacts facts = jvm.facts();
      long holder = named(memory.threads(), "holder").namespaceTid();
      Task waiter =
          facts.taskInNamespace(named(memory.threads(), "waiter").namespaceTid()).orElseThrow();

      var answer =
          NativeWaits.open(
              new LiveMachine(), facts, List.of(), Deadline.after(Duration.ofSeconds(10)));
      try (NativeWaits waits = requireNonNull(answer.value())) {
        assertThat(waits.of(waiter))
            .hasValueSatisfying(
                wait -> assertThat(wait).isEqualTo(new MutexWait(wait.address(), holder, null)));
      }
    }
  }

  @Test
  void findsNoMutexAmongTheWaitsOfAHealthyJvm() {
    for (Path jdk : TargetJvm.jdks()) {
      try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, List.of());
          HotSpotMemory memory = jvm.open()) {
        KernelFacts facts = jvm.facts();
        NativeWaits waits = memory.nativeWaits(facts, List.of());
        for (Task task : facts.tasks()) {
          assertThat(waits.of(task))
              .as(task.name())
              .satisfies(
                  wait ->
                      assertThat(wait.isEmpty() || wait.get() instanceof ConditionWait)
                          .as(wait.toString())
                          .isTrue());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forksOfDefault")
  void explainsWhatChildrenForkedAtAnyInstantAreStuckOn(Fork fork) {
    String seed = Long.toString(System.nanoTime());
    List<String> options = List.of(fork.collector());
    try (TargetJvm jvm = TargetJvm.start(fork.jdk(), ForkStorm.class, options, seed)) {
      List<NativeWait> waits = new ArrayList<>();
      for (KernelFacts child : jvm.childrensFacts()) {
        try (HotSpotMemory memory = TargetJvm.open(child)) {
          memory.nativeWaits(child, List.of()).of(child.tasks().get(0)).ifPresent(waits::add);
        }
      }
      // Some may wait for a Java lock, at an unnamed condition, and some may spin.
      long explained = waits.stream().filter(wait -> !(wait instanceof ConditionWait)).count();
      assertThat(2 * explained)
          .as("forks at random instants, seed " + seed + ": " + waits)
          .isPositive()
          .isGreaterThanOrEqualTo(waits.size());
    }
  }

  private static ListedThread named(List<ListedThread> threads, String name) {
    return threads.stream().filter(thread -> thread.name().equals(name)).findFirst().orElseThrow();
  }
}
