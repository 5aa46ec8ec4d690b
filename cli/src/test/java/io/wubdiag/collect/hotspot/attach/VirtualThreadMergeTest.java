package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.hotspot.attach.DumpedThread.Blocker;
import io.wubdiag.collect.hotspot.attach.DumpedThread.BlockerKind;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VirtualThreadMergeTest {
  private static final ResourceId AT_10 = ResourceId.at(Samples.PROCESS, 0x10);

  /** A printed platform thread that holds one monitor and waits for another. */
  private static final String PRINT =
      """
      "platform" #30 [31] prio=5 os_prio=0 cpu=0.07ms elapsed=3.50s tid=0x00007f0000000a00 nid=31 waiting for monitor entry  [0x0]
         java.lang.Thread.State: BLOCKED (on object monitor)
      	at Engine.mix(Engine.java:8)
      	- waiting to lock <0x0000000000000010> (a java.lang.Object)
      	- locked <0x0000000000000020> (a Track)
      	at Engine$$Lambda/0x000000006b041c00.run(Unknown Source)
      	at java.lang.Thread.runWith(java.base@25.0.3/Thread.java:1487)
      	at java.lang.Thread.run(java.base@25.0.3/Thread.java:1474)
      """;

  private static final List<Frame> STACK =
      List.of(
          Frame.of("Engine", "mix", "Engine.java", 8),
          Frame.of("java.lang.Thread", "run", "Thread.java", 1474));

  @Test
  void knowsAnObjectThatAThreadNamesTwice() {
    DumpedThread platform = platform("java.lang.Object@a", "Track@b");
    DumpedThread virtual = virtual(7, "Track@b", "java.lang.Object@a");
    VirtualThreadMerge merge = merge(List.of(platform, virtual), List.of(platform, virtual));

    ThreadSnapshot thread = only(merge, 7);
    assertThat(thread.ref()).isEqualTo(new ThreadRef(Samples.PROCESS, "v7", 0, 7));
    assertThat(thread.waitsFor())
        .isEqualTo(new Wait(ResourceId.at(Samples.PROCESS, 0x20), Wait.Kind.ENTER_MONITOR, false));
    assertThat(thread.holds()).containsExactly(AT_10);
    assertThat(merge.inferred()).isEmpty();
  }

  @Test
  void takesNothingForTheSameThatOneListingTellsAlone() {
    DumpedThread platform = platform("java.lang.Object@a", "Track@b");
    DumpedThread virtual = virtual(7, "Track@b", "java.lang.Object@a");
    VirtualThreadMerge merge = merge(null, List.of(platform, virtual));

    ThreadSnapshot thread = only(merge, 7);
    assertThat(thread.holds())
        .containsExactly(ResourceId.named(Samples.PROCESS, "java.lang.Object@a"));
    assertThat(merge.inferred()).containsExactly(thread.ref());
  }

  @Test
  void takesNothingForTheSameOfAThreadThatMovedOn() {
    DumpedThread virtual = virtual(7, "Track@b", "java.lang.Object@a");
    VirtualThreadMerge merge =
        merge(
            List.of(platform("java.lang.Object@c", "Track@b"), virtual),
            List.of(platform("java.lang.Object@a", "Track@b"), virtual));

    assertThat(only(merge, 7).holds())
        .containsExactly(ResourceId.named(Samples.PROCESS, "java.lang.Object@a"));
  }

  @Test
  void takesNothingForTheSameOfADifferentStack() {
    DumpedThread platform = platform("java.lang.Object@a", "Track@b");
    DumpedThread elsewhere =
        new DumpedThread(
            platform.javaId(),
            false,
            platform.name(),
            platform.state(),
            platform.blocker(),
            List.of(Frame.of("Engine", "mix", "Engine.java", 9), STACK.get(1)),
            platform.owned());
    DumpedThread virtual = virtual(7, "Track@b", "java.lang.Object@a");
    VirtualThreadMerge merge = merge(List.of(elsewhere, virtual), List.of(elsewhere, virtual));

    assertThat(only(merge, 7).holds())
        .containsExactly(ResourceId.named(Samples.PROCESS, "java.lang.Object@a"));
  }

  @Test
  void takesNothingForTheSameOfAnotherClass() {
    DumpedThread platform = platform("java.lang.StringBuilder@a", "Track@b");
    DumpedThread virtual = virtual(7, "Track@b", "java.lang.StringBuilder@a");
    VirtualThreadMerge merge = merge(List.of(platform, virtual), List.of(platform, virtual));

    assertThat(only(merge, 7).holds())
        .containsExactly(ResourceId.named(Samples.PROCESS, "java.lang.StringBuilder@a"));
  }

  @Test
  void doesNotTakeWhoIsParkedAtAMonitorForOneWhoWantsIt() {
    DumpedThread platform = platform("java.lang.Object@a", "Track@b");
    DumpedThread virtual =
        new DumpedThread(
            7,
            true,
            "v7",
            Thread.State.WAITING,
            new Blocker(BlockerKind.PARK_BLOCKER, "java.lang.Object@a"),
            STACK,
            Map.of());
    ThreadPrint print = Samples.parse(PRINT);
    List<DumpedThread> listing = List.of(platform, virtual);
    List<ThreadSnapshot> threads =
        new VirtualThreadMerge(print, listing, listing, Samples.PROCESS).threads();
    List<ThreadSnapshot> distinct = print.objects().withoutClashes(threads);

    ResourceId parked = ResourceId.named(Samples.PROCESS, "parked:0x10");
    assertThat(distinct.get(1).waitsFor()).isEqualTo(new Wait(parked, Wait.Kind.PARK, false));
    assertThat(print.objects().withOwners(distinct, Set.of()))
        .extracting(Resource::id)
        .containsOnlyOnce(parked, AT_10);
  }

  @Test
  void infersTheLocksOfAVirtualThreadThatMovedOn() {
    DumpedThread platform = platform("java.lang.Object@a", "Track@b");
    VirtualThreadMerge merge =
        merge(
            List.of(platform, virtual(7, "Track@c", "java.lang.Object@a")),
            List.of(platform, virtual(7, "Track@b", "java.lang.Object@a")));

    assertThat(merge.inferred()).containsExactly(only(merge, 7).ref());
  }

  @Test
  void alignsAroundHiddenFramesOnly() {
    List<Frame> printed =
        List.of(
            Frame.of("A", "a", "A.java", 1),
            Frame.of("B$$Lambda/0x1", "run", null, -1),
            Frame.of("C", "c", "C.java", 3));

    assertThat(SameObjects.align(List.of(printed.get(0), printed.get(2)), printed))
        .containsExactly(0, 2);
    assertThat(SameObjects.align(List.of(printed.get(0)), printed)).isNull();
    assertThat(SameObjects.align(List.of(printed.get(2)), printed)).isNull();
    assertThat(SameObjects.align(printed, printed.subList(0, 2))).isNull();
  }

  @Test
  void namesTheMountedThreadThatThePrintShows() {
    ThreadPrint print =
        Samples.parse(
            """
               Mounted virtual thread #7
            "carrier" #24 [31] daemon prio=5 os_prio=0 tid=0x00007f0000000a00  [0x0]
               Carrying virtual thread #7
               Mounted virtual thread #7
            	at Engine.mix(Engine.java:11)
            """);
    DumpedThread elsewhereByNow = virtual(7, "Track@b", "java.lang.Object@a");
    VirtualThreadMerge merge =
        new VirtualThreadMerge(print, null, List.of(elsewhereByNow), Samples.PROCESS);

    ThreadSnapshot thread = only(merge, 7);
    assertThat(thread.ref().name()).isEqualTo("v7");
    assertThat(thread.state()).isEqualTo(Thread.State.RUNNABLE);
    assertThat(thread.waitsFor()).isNull();
    assertThat(thread.frames()).extracting(Frame::line).containsExactly(11);
  }

  @Test
  void tellsWhatAMountedThreadIsParkedOnByTheListing() {
    String park = "jdk.internal.misc.Unsafe.park(Native Method)";
    ThreadPrint print =
        Samples.parse(
            """
               Mounted virtual thread #7
            "carrier" #24 [31] daemon prio=5 os_prio=0 tid=0x00007f0000000a00  [0x0]
               Carrying virtual thread #7
               Mounted virtual thread #7
            	at %s
            	at Engine.mix(Engine.java:11)
            """
                .formatted("java.base@25/" + park));
    List<Frame> stack = new ArrayList<>();
    for (ThreadSnapshot thread : print.threads()) {
      if (thread.virtual()) {
        stack.addAll(thread.frames());
      }
    }
    DumpedThread pinned =
        new DumpedThread(
            7,
            true,
            "v7",
            Thread.State.WAITING,
            new Blocker(BlockerKind.PARK_BLOCKER, "Lock@b"),
            stack,
            Map.of());

    ThreadSnapshot thread =
        only(new VirtualThreadMerge(print, null, List.of(pinned), Samples.PROCESS), 7);

    assertThat(thread.state()).isEqualTo(Thread.State.WAITING);
    assertThat(thread.waitsFor())
        .isEqualTo(new Wait(ResourceId.named(Samples.PROCESS, "Lock@b"), Wait.Kind.PARK, false));
  }

  private static VirtualThreadMerge merge(
      @Nullable List<DumpedThread> before, List<DumpedThread> after) {
    return new VirtualThreadMerge(Samples.parse(PRINT), before, after, Samples.PROCESS);
  }

  private static DumpedThread platform(String awaited, String owned) {
    return new DumpedThread(
        30,
        false,
        "platform",
        Thread.State.BLOCKED,
        new Blocker(BlockerKind.BLOCKED_ON, awaited),
        STACK,
        Map.of(0, List.of(owned)));
  }

  private static DumpedThread virtual(long javaId, String awaited, String owned) {
    return new DumpedThread(
        javaId,
        true,
        "v" + javaId,
        Thread.State.BLOCKED,
        new Blocker(BlockerKind.BLOCKED_ON, awaited),
        STACK,
        Map.of(0, List.of(owned)));
  }

  private static ThreadSnapshot only(VirtualThreadMerge merge, long javaId) {
    List<ThreadSnapshot> threads =
        merge.threads().stream().filter(thread -> thread.ref().javaId() == javaId).toList();
    assertThat(threads).hasSize(1);
    return threads.get(0);
  }
}
