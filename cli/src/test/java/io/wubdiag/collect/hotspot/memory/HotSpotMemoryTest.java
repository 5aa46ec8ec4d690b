package io.wubdiag.collect.hotspot.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.model.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads JVMs that run {@link LockHolders} and compares the result with what that program does. */
class HotSpotMemoryTest {

  record Target(Path jdk, String option, boolean collects) {
    TargetJvm start() {
      List<String> options = option.isEmpty() ? List.of() : List.of(option);
      return collects
          ? TargetJvm.start(jdk, LockHolders.class, options, "collect")
          : TargetJvm.start(jdk, LockHolders.class, options);
    }

    boolean isZgc() {
      return option.contains("UseZGC");
    }

    @Override
    public String toString() {
      return TargetJvm.feature(jdk) + " " + option + (collects ? ", after collections" : "");
    }
  }

  static List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Path jdk : TargetJvm.jdks()) {
      for (String option :
          List.of(
              "",
              "-XX:+UseSerialGC",
              "-XX:+UseParallelGC",
              "-XX:+UseZGC",
              "-XX:+UseShenandoahGC",
              "-XX:-UseCompressedOops",
              "-XX:-UseCompressedClassPointers",
              "-XX:+UseCompactObjectHeaders")) {
        if (TargetJvm.accepts(jdk, option.isEmpty() ? "-Xmx96m" : option)) {
          targets.add(new Target(jdk, option, false));
          targets.add(new Target(jdk, option, true));
        }
      }
    }
    return targets;
  }

  static List<Target> collectingTargets() {
    return targets().stream().filter(Target::collects).toList();
  }

  static List<Path> jdks() {
    return TargetJvm.jdks();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void namesTheOwnerOfEachLockThatIsWaitedFor(Target target) {
    try (TargetJvm jvm = target.start();
        HotSpotMemory memory = jvm.open()) {
      checkWhatItIs(target, memory);
      Map<String, String> owners = ownersByWaiter(memory);
      if (target.isZgc() && (target.collects() || TargetJvm.feature(target.jdk()) > 17)) {
        // ZGC may have moved objects to unknown addresses: then there is no answer, but never a
        // wrong one.
        owners.remove("waiter of readers"); // some readers may be missing
        owners.forEach(
            (waiter, owner) -> assertThat(expected(target)).containsEntry(waiter, owner));
      } else {
        assertThat(owners).containsExactlyInAnyOrderEntriesOf(expected(target));
      }
    }
  }

  /**
   * Follows the rule that {@link HotSpotMemory} gives its callers: an answer is right if it was
   * given twice.
   */
  @ParameterizedTest
  @MethodSource("collectingTargets")
  void isNeverWrongWhileObjectsMove(Target target) {
    List<String> options =
        target.option().isEmpty() ? List.of("-Xmn2m") : List.of("-Xmn2m", target.option());
    int answers = 0;
    try (TargetJvm jvm =
            TargetJvm.start(target.jdk(), LockHolders.class, options, "collect for ever");
        HotSpotMemory memory = jvm.open()) {
      for (int round = 0; round < 150; round++) {
        OptionalLong before = memory.collections();
        Map<String, String> owners = ownersByWaiter(memory);
        boolean same =
            before.isPresent()
                ? before.equals(memory.collections())
                : owners.equals(ownersByWaiter(memory));
        if (same) {
          owners.remove("waiter of readers"); // some readers may be missing
          owners.forEach(
              (waiter, owner) -> assertThat(expected(target)).containsEntry(waiter, owner));
          answers += owners.size();
        }
      }
      assertThat(answers > 0 || target.isZgc()).isTrue();
    }
  }

  private static ListedThread named(List<ListedThread> threads, String name) {
    return threads.stream().filter(thread -> thread.name().equals(name)).findFirst().orElseThrow();
  }

  private static void checkWhatItIs(Target target, HotSpotMemory memory) {
    String option = target.option();
    String collector =
        option.contains("Use") && option.endsWith("GC")
            ? option.substring("-XX:+Use".length(), option.length() - "GC".length())
            : "G1";
    assertThat(memory.vm().collector()).isEqualTo(collector.equals("Z") ? "ZGC" : collector);
    assertThat(memory.vm().version()).startsWith(Integer.toString(TargetJvm.feature(target.jdk())));
    assertThat(memory.vm().attachDisabled()).isFalse();
    boolean movesAnyTime = collector.equals("Z") || collector.equals("Shenandoah");
    assertThat(memory.collections().isEmpty()).isEqualTo(movesAnyTime);
    if (target.collects() && !movesAnyTime) {
      assertThat(memory.collections().orElseThrow()).isGreaterThanOrEqualTo(2);
    }
  }

  /**
   * The results for the waiters' locks, by waiter: the owner's name, with marks of what else is
   * known of it.
   */
  private static Map<String, String> expected(Target target) {
    Map<String, String> expected = new HashMap<>();
    expected.put("unfair waiter", "unfair owner");
    expected.put("fair waiter", "fair owner");
    expected.put("waiter of the dead", "dead owner (terminated)");
    expected.put("waiter of readers", "first reader x2, second reader x2, third reader x1 of 5");
    expected.put("waiter of the writer", "writer");
    expected.put("waiter of the dead reader", "dead reader (terminated) x1 of 1");
    expected.put("waiter of the exotic", "Владелец ω");
    expected.put("semaphore waiter", "nobody");
    expected.put("condition waiter", "not ownable");
    if (TargetJvm.feature(target.jdk()) >= 21) {
      expected.put("waiter of the virtual", "virtual owner (virtual)");
      expected.put("virtual waiter", "virtual owner (virtual)");
      expected.put("waiter of the executor's", "owner in an executor (virtual)");
    }
    return expected;
  }

  private static Map<String, String> ownersByWaiter(HotSpotMemory memory) {
    Map<String, String> owners = new HashMap<>();
    for (ListedThread thread : memory.threads()) {
      put(owners, memory, thread.name(), thread.parkBlocker());
    }
    for (ListedVirtualThread thread : memory.virtualThreads().orElse(List.of())) {
      put(owners, memory, thread.name(), thread.parkBlocker());
    }
    return owners;
  }

  private static void put(
      Map<String, String> owners, HotSpotMemory memory, String waiter, @Nullable HeapObject lock) {
    if (lock != null && waiter.contains("waiter")) {
      Optional<SynchronizerState> state = memory.synchronizer(lock.address());
      state.ifPresent(known -> owners.put(waiter, description(known)));
    }
  }

  private static String description(SynchronizerState state) {
    if (!state.ownable()) {
      return "not ownable";
    }
    OwnerThread owner = state.exclusiveOwner();
    if (owner != null) {
      return description(owner);
    }
    if (state.readHolds() == 0) {
      return "nobody";
    }
    List<String> readers = new ArrayList<>();
    for (SynchronizerState.Reader reader : state.readers()) {
      readers.add(description(reader.thread()) + " x" + reader.holds());
    }
    return String.join(", ", readers) + " of " + state.readHolds();
  }

  private static String description(OwnerThread owner) {
    return owner.name()
        + (owner.virtual() ? " (virtual)" : "")
        + (owner.terminated() ? " (terminated)" : "");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void listsEachThreadWithItsTaskAndStack(Path jdk) {
    try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, List.of());
        HotSpotMemory memory = jvm.open()) {
      List<Task> tasks = jvm.facts().tasks();
      List<ListedThread> threads = memory.threads();

      assertThat(threads).extracting(ListedThread::name).contains("main", "Signal Dispatcher");
      SoftAssertions softly = new SoftAssertions();
      for (ListedThread thread : threads) {
        Optional<Task> task =
            tasks.stream().filter(t -> t.namespaceTid() == thread.namespaceTid()).findFirst();
        softly.assertThat(task).as(thread.name()).isPresent();
        softly.assertThat(thread.javaId()).as(thread.name()).isPositive();
        for (Task other : tasks) {
          if (other.systemCall() != null) {
            softly
                .assertThat(thread.isStackOf(other))
                .as(thread.name() + " on the stack of " + other)
                .isEqualTo(other.namespaceTid() == thread.namespaceTid());
          }
        }
      }
      softly.assertAll();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void tellsStatesAndWhichMonitorsAreWaitedFor(Path jdk) {
    try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, List.of());
        HotSpotMemory memory = jvm.open()) {
      Map<String, ListedThread> threads = new HashMap<>();
      memory.threads().forEach(thread -> threads.put(thread.name(), thread));

      ListedThread blocked = threads.get("monitor waiter");
      assertThat(blocked.state()).isEqualTo(Thread.State.BLOCKED);
      assertThat(blocked.entering()).isNotNull().returns("java.lang.Object", HeapObject::className);
      assertThat(blocked.daemon()).isTrue();
      ListedThread main = threads.get("main");
      assertThat(main.state()).isEqualTo(Thread.State.WAITING);
      assertThat(main.daemon()).isFalse();
      assertThat(main.parkBlocker()).isNull();
      assertThat(threads.get("Common-Cleaner").state()).isEqualTo(Thread.State.TIMED_WAITING);
      assertThat(threads.get("Finalizer").waitingAt()).isNotNull();
    }
  }

  @Test
  void tellsThatAttachIsDisabledAndSignalsAreLeftAlone() {
    Path jdk = TargetJvm.jdks().get(0);
    List<String> options = List.of("-XX:+DisableAttachMechanism", "-Xrs");
    try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, options);
        HotSpotMemory memory = jvm.open()) {
      assertThat(memory.vm().attachDisabled()).isTrue();
      assertThat(memory.vm().reducesSignalUsage()).isTrue();
    }
  }

  @Test
  void findsNoObjectWhereThereIsNone() {
    Path jdk = TargetJvm.jdks().get(0);
    try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, List.of());
        HotSpotMemory memory = jvm.open()) {
      ListedThread main = memory.threads().get(0);
      for (long address :
          new long[] {
            0,
            8,
            -8,
            main.threadObject() + 8,
            main.threadObject() + 3,
            main.address(),
            main.stackBase() - 4096,
            Long.MAX_VALUE,
            Long.MIN_VALUE
          }) {
        assertThat(memory.synchronizer(address)).as(Long.toHexString(address)).isEmpty();
      }
    }
  }

  @Test
  void answersNothingOnceTheProcessHasEnded() throws Exception {
    try (TargetJvm jvm = TargetJvm.start(TargetJvm.jdks().get(0), LockHolders.class, List.of());
        HotSpotMemory memory = jvm.open()) {
      HeapObject lock = requireNonNull(named(memory.threads(), "unfair waiter").parkBlocker());
      assertThat(memory.synchronizer(lock.address())).isPresent();
      jvm.close();
      assertThat(memory.threads()).isEmpty();
      assertThat(memory.synchronizer(lock.address())).isEmpty();
      assertThat(memory.collections()).isEmpty();
    }
  }
}
