package io.wubdiag.collect.hotspot.attach;

import static io.wubdiag.collect.hotspot.attach.AttachSourceTest.answered;
import static io.wubdiag.collect.hotspot.attach.AttachSourceTest.assertOwner;
import static io.wubdiag.collect.hotspot.attach.AttachSourceTest.awaited;
import static io.wubdiag.collect.hotspot.attach.AttachSourceTest.thread;
import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Asks real JVMs for their virtual threads. */
class VirtualThreadsTest {
  private static final String JDKS =
      "io.wubdiag.collect.hotspot.attach.SubjectJvm#jdksWithVirtualThreads";

  @ParameterizedTest
  @MethodSource(JDKS)
  void tellsWhatVirtualThreadsHoldAndWaitFor(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "virtual")) {
      List<Answer<ThreadDump>> dumps = jvm.dumps(2);

      ThreadDump once = answered(dumps.get(0));
      Resource unsure = awaited(once, "right", Wait.Kind.ENTER_MONITOR, false);
      assertOwner(once, unsure, "left", Owner.Record.LOCKED_FRAME, Certainty.INFERRED);

      ThreadDump dump = answered(dumps.get(1));
      Resource first = awaited(dump, "right", Wait.Kind.ENTER_MONITOR, false);
      Resource second = awaited(dump, "left", Wait.Kind.ENTER_MONITOR, false);
      assertThat(((Monitor) first).className()).isEqualTo("java.lang.Object");
      assertThat(((Monitor) second).className()).isEqualTo("java.lang.StringBuilder");
      assertOwner(dump, first, "left", Owner.Record.LOCKED_FRAME, Certainty.PROVED);
      assertOwner(dump, second, "right", Owner.Record.LOCKED_FRAME, Certainty.PROVED);
      assertThat(frameThatLocked(thread(dump, "left"), first).method()).isEqualTo("enterBoth");

      // A platform thread waits for one object, so that has an address; the other is known only to
      // virtual threads.
      assertThat(awaited(dump, "behind left", Wait.Kind.ENTER_MONITOR, false)).isEqualTo(first);
      assertThat(first.id().identity()).startsWith("0x");
      assertThat(second.id().identity()).startsWith("java.lang.StringBuilder@");
      Resource held = awaited(dump, "behind platform", Wait.Kind.ENTER_MONITOR, false);
      assertOwner(dump, held, "behind left", Owner.Record.LOCKED_FRAME, Certainty.PROVED);

      Resource lock = awaited(dump, "behind lock", Wait.Kind.PARK, false);
      assertThat(lock).isInstanceOf(OwnableSynchronizer.class);

      ThreadSnapshot mounted = thread(dump, "spinning \"q\"");
      assertThat(mounted.virtual()).isTrue();
      assertThat(mounted.state()).isEqualTo(Thread.State.RUNNABLE);
      assertThat(mounted.ref().tid()).isZero();
      assertThat(mounted.ref().javaId()).isPositive();
      assertThat(dump.threads()).extracting(ThreadSnapshot::ref).doesNotHaveDuplicates();
      assertThat(jvm.leftovers()).isEmpty();
      assertThat(jvm.output()).isEqualTo("READY\n");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void tellsOfAHundredThousand(Path jdk) {
    int count = 100_000;
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of("-Xmx512m"), "many-virtual", count + "")) {
      ThreadDump dump = answered(jvm.dump());

      assertThat(dump.threads().stream().filter(ThreadSnapshot::virtual).count()).isEqualTo(count);
      assertThat(thread(dump, "v99999").state()).isEqualTo(Thread.State.WAITING);
      assertThat(jvm.leftovers()).isEmpty();
    }
  }

  /** A JVM of JDK 25 may crash if it lists virtual threads while they begin to run. */
  @ParameterizedTest
  @MethodSource(JDKS)
  void doesNotAskForThoseThatBeginToRunWhereThatMayCrash(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "restless-virtual")) {
      Answer<ThreadDump> answer = jvm.dump();

      ThreadDump dump = Objects.requireNonNull(answer.value());
      boolean listed = dump.threads().stream().anyMatch(it -> it.ref().name().equals("parked"));
      assertThat(listed).isEqualTo(SubjectJvm.feature(jdk) != 25);
      if (!listed) {
        assertThat(answer.attempt().reason()).contains("JDK-8364343");
      }
      assertThat(thread(dump, "main").virtual()).isFalse();
    }
  }

  private static Frame frameThatLocked(ThreadSnapshot thread, Resource monitor) {
    return thread.frames().stream()
        .filter(frame -> frame.locked().contains(monitor.id()))
        .findFirst()
        .orElseThrow();
  }
}
