package io.wubdiag.collect.hotspot.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.LibjvmAddress;
import io.wubdiag.collect.hotspot.vm.ListedThread;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.kernel.ProcessMemory;
import io.wubdiag.collect.libc.NativeWaits;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Asks all questions of memory that was recorded from a real JVM and then falsified. Each must
 * return an answer or none, never throw an exception or walk without end.
 */
class LyingMemoryTest {
  private static final int ROUNDS = 150;

  static List<Path> jdks() {
    return TargetJvm.jdks();
  }

  /** A recording of all memory that the questions read, with the arguments to ask them again. */
  private record Recording(RecordedMemory memory, long libjvm, KernelFacts facts) {
    static Recording of(Path jdk) throws Exception {
      try (TargetJvm jvm = TargetJvm.start(jdk, LockHolders.class, List.of())) {
        KernelFacts facts = jvm.facts();
        try (ProcessMemory process = ProcessMemory.open(new LiveMachine(), facts.identity())) {
          RecordedMemory memory = new RecordedMemory(process);
          Recording recording =
              new Recording(memory, LibjvmAddress.find(new LiveMachine(), jvm.pid()), facts);
          assertThat(recording.ask()).isGreaterThan(40);
          return recording.with(memory.copy());
        }
      }
    }

    Recording with(RecordedMemory other) {
      return new Recording(other, libjvm, facts);
    }

    /** Asks all questions, and returns the number of answers. */
    int ask() {
      HotSpotMemory opened;
      try {
        opened =
            new HotSpotMemory(
                new LiveMachine(), memory, () -> {}, libjvm, Deadline.after(Duration.ofSeconds(5)));
      } catch (UnreadableMemory e) {
        return 0;
      }
      int answers = 0;
      List<HeapObject> objects = new ArrayList<>();
      for (ListedThread thread : opened.threads()) {
        answers++;
        if (thread.parkBlocker() != null) {
          objects.add(thread.parkBlocker());
        }
        if (thread.entering() != null) {
          objects.add(thread.entering());
        }
      }
      for (ListedVirtualThread thread : opened.virtualThreads().orElse(List.of())) {
        answers++;
        if (thread.parkBlocker() != null) {
          objects.add(thread.parkBlocker());
        }
      }
      for (HeapObject object : objects) {
        answers += opened.synchronizer(object.address()).isPresent() ? 1 : 0;
      }
      NativeWaits waits = opened.nativeWaits(facts, List.of());
      for (Task task : facts.tasks()) {
        answers += waits.of(task).isPresent() ? 1 : 0;
      }
      return answers + (opened.collections().isPresent() ? 1 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void survivesRandomBytes(Path jdk) throws Exception {
    falsify(jdk, (page, random) -> page[random.nextInt(page.length)] = (byte) random.nextInt());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void survivesWordsThatPointElsewhere(Path jdk) throws Exception {
    falsify(
        jdk, (page, random) -> copyWord(page, random.nextInt(511) * 8, random.nextInt(511) * 8));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void survivesHugeNumbers(Path jdk) throws Exception {
    falsify(
        jdk,
        (page, random) -> {
          int at = random.nextInt(1023) * 4;
          page[at] = page[at + 1] = page[at + 2] = (byte) 0xff;
          page[at + 3] = (byte) (random.nextBoolean() ? 0x7f : 0xff);
        });
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void survivesPagesThatAreGone(Path jdk) throws Exception {
    Recording recording = Recording.of(jdk);
    Random random = new Random(7);
    for (int round = 0; round < ROUNDS; round++) {
      RecordedMemory memory = recording.memory().copy();
      memory.pages().keySet().removeIf(number -> random.nextInt(40) == 0);
      assertThat(recording.with(memory).ask()).isNotNegative();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void survivesMemoryThatIsAllTheSame(Path jdk) throws Exception {
    Recording recording = Recording.of(jdk);
    for (int value : new int[] {0, 1, 0x7f, 0xff}) {
      RecordedMemory memory = recording.memory().copy();
      memory.pages().values().forEach(page -> java.util.Arrays.fill(page, (byte) value));
      assertThat(recording.with(memory).ask()).isZero();
    }
  }

  /**
   * Falsifies a few places of some pages in each round. In every second round libjvm's own tables
   * stay intact.
   */
  private static void falsify(Path jdk, BiConsumer<byte[], Random> lie) throws Exception {
    Recording recording = Recording.of(jdk);
    Random random = new Random(42);
    int answered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      RecordedMemory memory = recording.memory().copy();
      boolean spareLibjvm = round % 2 == 0;
      int lies = 1 + random.nextInt(200);
      memory
          .pages()
          .forEach(
              (number, page) -> {
                long distance = number * RecordedMemory.PAGE - recording.libjvm();
                boolean inLibjvm = distance >= 0 && distance < 64 << 20;
                for (int i = 0; i < lies && !(inLibjvm && spareLibjvm); i++) {
                  lie.accept(page, random);
                }
              });
      answered += recording.with(memory).ask() > 0 ? 1 : 0;
    }
    assertThat(answered).as("rounds in which something could still be told").isPositive();
  }

  private static void copyWord(byte[] page, int from, int to) {
    System.arraycopy(page, from, page, to, 8);
  }
}
