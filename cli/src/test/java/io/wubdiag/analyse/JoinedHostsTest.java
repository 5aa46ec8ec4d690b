package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.WaitForGraph;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Host;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes of several hosts, or of several times, in one snapshot. */
class JoinedHostsTest {
  private static final Host STUDIO = new Host("boot-of-studio");
  private static final Host STAGE = new Host("boot-of-stage");

  private final SnapshotBuilder tree = new SnapshotBuilder();

  private static ProcessIdentity process(Host host, long pid, long startTicks) {
    return new ProcessIdentity(host, pid, startTicks, 4026531836L);
  }

  private static ResourceId pipe(Jvm jvm, Host host) {
    ResourceId id = ResourceId.named(host, "pipe:[123]");
    return jvm.add(new Resource.Pipe(id, "pipe:[123]", true, null, List.of()));
  }

  private static JvmThread writes(Jvm jvm, ResourceId pipe) {
    return jvm.thread("main")
        .still(Duration.ofMillis(260))
        .waitsFor(new Wait(pipe, Wait.Kind.WRITE, false));
  }

  private static JvmThread enters(Jvm jvm, ResourceId monitor) {
    return jvm.thread("main").blockedOn(monitor);
  }

  private Analysis analyse() {
    return new Analyser().analyse(tree.build());
  }

  /** On the one host the reader waits for the writer; on the other one it does not read. */
  @Test
  void drawsNoEdgeBetweenPipesOfTheSameNumber() {
    Jvm writer = tree.jvm(process(STUDIO, 100, 10), 1, "java", "Writer");
    Jvm reader = tree.jvm(process(STAGE, 200, 20), 1, "java", "Reader");
    ResourceId here = pipe(writer, STUDIO);
    ResourceId there = pipe(reader, STAGE);
    JvmThread one = writes(writer, here);
    JvmThread other = writes(reader, there);
    reader.ownedBy(there, one.owner(Record.OTHER_END));

    WaitForGraph graph = new WaitForGraph(tree.build());

    assertThat(graph.resources()).hasSize(2);
    ResourceNode studio = graph.find(one.ref()).waitsFor();
    assertThat(studio.waiters()).extracting(ThreadNode::thread).containsExactly(one.snapshot());
    assertThat(studio.holds()).isEmpty();
    assertThat(graph.find(other.ref()).waitsFor()).isNotSameAs(studio);
  }

  /** Joined by pid and inode, these would be a cycle of two. */
  @Test
  void findsNoCycleThroughProcessesOfTheSamePid() {
    for (Host host : List.of(STUDIO, STAGE)) {
      Jvm left = tree.jvm(process(host, 100, 10), 1, "java", "Left");
      Jvm right = tree.jvm(process(host, 200, 20), 1, "java", "Right");
      JvmThread ofLeft = left.thread("main");
      JvmThread ofRight = right.thread("main");
      // here left writes to right; there right writes to left, through the pipe of the same number
      boolean here = host.equals(STUDIO);
      Jvm from = here ? left : right;
      JvmThread writer = here ? ofLeft : ofRight;
      JvmThread reader = here ? ofRight : ofLeft;
      ResourceId pipe = pipe(from, host);
      writer.still(Duration.ofMillis(260)).waitsFor(new Wait(pipe, Wait.Kind.WRITE, false));
      from.ownedBy(pipe, reader.owner(Record.OTHER_END));
    }

    assertThat(analyse().findings()).noneMatch(Deadlock.class::isInstance);
    for (ThreadNode thread : new WaitForGraph(tree.build()).threads()) {
      if (thread.waitsFor() != null) {
        assertThat(thread.waitsFor().holds())
            .extracting(hold -> hold.owner().thread().process().host())
            .containsExactly(thread.process().host());
      }
    }
  }

  @Test
  void findsTheCycleOfEachHostThatHasOne() {
    for (Host host : List.of(STUDIO, STAGE)) {
      Jvm jvm = tree.jvm(process(host, 100, 10), 1, "java");
      ResourceId first = jvm.monitor(0x10, "com.acme.Pool");
      ResourceId second = jvm.monitor(0x20, "com.acme.Log");
      enters(jvm, second).owns(first);
      enters(jvm, first).owns(second);
    }

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(2).allMatch(Deadlock.class::isInstance);
    assertThat(analysis.findings())
        .extracting(finding -> finding.waiters().get(0).thread().ref().process().host())
        .containsExactlyInAnyOrder(STUDIO, STAGE);
    assertThat(analysis.findings()).allMatch(finding -> finding.heldUp().processes() == 1);
  }

  @Test
  void takesAProcessThatWasGivenAnothersPidForAnother() {
    Jvm earlier = tree.jvm(process(STUDIO, 100, 10), 1, "java", "Earlier");
    Jvm later = tree.jvm(process(STUDIO, 100, 900), 1, "java", "Later");
    ResourceId before = earlier.monitor(0x10, "com.acme.Pool");
    ResourceId after = later.monitor(0x10, "com.acme.Pool");
    enters(earlier, before);
    later.thread("owner", 101).owns(after);
    enters(later, after);
    earlier.thread("owner", 101);

    WaitForGraph graph = new WaitForGraph(tree.build());

    assertThat(graph.resources()).hasSize(2);
    assertThat(graph.resources().get(0).holds()).isEmpty();
    assertThat(graph.resources().get(1).holds()).hasSize(1);
    assertThat(graph.resources().get(1).waiters())
        .extracting(ThreadNode::process)
        .containsExactly(process(STUDIO, 100, 900));
  }

  /** The process that had the parent's pid before, and the one of another host, are not its. */
  @Test
  void looksForAGhostsTwinInTheProcessThatWasForked() {
    tree.jvm(process(STAGE, 100, 10), 1, "java", "Parent").thread("on stage", 101);
    tree.jvm(process(STUDIO, 100, 10), 1, "java", "Earlier").thread("earlier", 101);
    Jvm parent = tree.jvm(process(STUDIO, 100, 500), 1, "java", "Parent");
    parent.thread("logger", 101);
    tree.jvm(process(STUDIO, 100, 900), 1, "java", "Later").thread("later", 101);
    Jvm child = tree.jvm(process(STUDIO, 200, 600), 100, "java", "Child").forkedFrom(100, "logger");
    ResourceId lock = child.monitor(0x10, "com.acme.Log");
    child.ghost("logger", 101).owns(lock);
    enters(child, lock);

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    ForkInherited finding = (ForkInherited) analysis.findings().get(0);
    assertThat(finding.twin().ref().process()).isEqualTo(process(STUDIO, 100, 500));
    assertThat(finding.twin().ref().name()).isEqualTo("logger");
  }
}
