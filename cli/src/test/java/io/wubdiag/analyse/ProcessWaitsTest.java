package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding.BlockedPeer;
import io.wubdiag.model.Finding.BlockedSink;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Finding.Stranded;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Wait;
import io.wubdiag.render.words.EvidenceWords;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Waits that lead from one process to another. */
class ProcessWaitsTest {
  private final SnapshotBuilder tree = new SnapshotBuilder();
  private final Jvm parent = tree.jvm(100, 1, "java", "Parent");
  private final Jvm child = tree.jvm(200, 100, "java", "Child");

  private static ResourceId pipe(Jvm jvm, boolean full, @Nullable String unknown) {
    ResourceId id = ResourceId.named(SnapshotBuilder.HOST, "pipe:[7]");
    return jvm.add(new Resource.Pipe(id, "pipe:[7]", full, unknown, List.of()));
  }

  private static JvmThread waits(Jvm jvm, String name, ResourceId resource, Wait.Kind kind) {
    return jvm.thread(name).still(Duration.ofMillis(260)).waitsFor(new Wait(resource, kind, false));
  }

  private Analysis analyse() {
    return new Analyser().analyse(tree.build());
  }

  @Test
  void reportsParentAndChildThatWaitForEachOther() {
    ResourceId end =
        parent.add(
            new Resource.ChildExit(
                ResourceId.named(SnapshotBuilder.process(200), "end"), 200, List.of()));
    ResourceId pipe = pipe(child, true, null);
    JvmThread waiter = waits(parent, "main", end, Wait.Kind.CHILD_EXIT);
    JvmThread writer = waits(child, "main", pipe, Wait.Kind.WRITE);
    parent.ownedBy(end, writer.owner(Record.CHILD));
    child.ownedBy(pipe, waiter.owner(Record.OTHER_END));

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    Deadlock deadlock = (Deadlock) analysis.findings().get(0);
    assertThat(deadlock.certainty()).isEqualTo(Certainty.PROVED);
    assertThat(deadlock.cycle()).hasSize(2);
    assertThat(deadlock.heldUp().processes()).isEqualTo(2);
  }

  @Test
  void findsNothingWhileTheChildOfAWaitingParentIsWell() {
    ResourceId end =
        parent.add(
            new Resource.ChildExit(
                ResourceId.named(SnapshotBuilder.process(200), "end"), 200, List.of()));
    waits(parent, "main", end, Wait.Kind.CHILD_EXIT);
    JvmThread worker = child.thread("main").still(Duration.ofMillis(260));
    parent.ownedBy(end, worker.owner(Record.CHILD));

    assertThat(analyse().findings()).isEmpty();
  }

  @Test
  void reportsWriterWhoseReaderDoesNotRead() {
    ResourceId pipe = pipe(parent, true, null);
    waits(parent, "logger", pipe, Wait.Kind.WRITE);
    JvmThread reader = child.thread("main").still(Duration.ofMillis(260));
    parent.ownedBy(pipe, reader.owner(Record.OTHER_END));

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    BlockedSink sink = (BlockedSink) analysis.findings().get(0);
    assertThat(sink.owner().thread()).isEqualTo(reader.ref());
    assertThat(sink.certainty()).isEqualTo(Certainty.INFERRED);
  }

  @Test
  void ignoresReaderThatRan() {
    ResourceId pipe = pipe(parent, true, null);
    waits(parent, "logger", pipe, Wait.Kind.WRITE);
    parent.ownedBy(pipe, child.thread("main").owner(Record.OTHER_END));

    assertThat(analyse().findings()).isEmpty();
  }

  @Test
  void ignoresReaderThatWritesToOneThatIsNotKnown() {
    ResourceId pipe = pipe(parent, true, null);
    waits(parent, "first", pipe, Wait.Kind.WRITE);
    ResourceId next = ResourceId.named(SnapshotBuilder.HOST, "pipe:[8]");
    child.add(new Resource.Pipe(next, "pipe:[8]", true, "several processes have it", List.of()));
    JvmThread second = waits(child, "second", next, Wait.Kind.WRITE);
    parent.ownedBy(pipe, second.owner(Record.OTHER_END));

    Analysis analysis = analyse();

    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.notEvaluated()).isNotEmpty();
  }

  @Test
  void ignoresReadersAtRest() {
    ResourceId pipe = pipe(child, false, null);
    waits(child, "main", pipe, Wait.Kind.READ);
    JvmThread writer = parent.thread("main").still(Duration.ofMillis(260));
    child.ownedBy(pipe, writer.owner(Record.OTHER_END));

    assertThat(analyse().findings()).isEmpty();
  }

  @Test
  void showsWriterBehindStoppedReader() {
    ResourceId pipe = pipe(parent, true, null);
    waits(parent, "logger", pipe, Wait.Kind.WRITE);
    child.state(ProcessState.STOPPED);
    parent.ownedBy(pipe, child.thread("main").owner(Record.OTHER_END));

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    assertThat(((Stopped) analysis.findings().get(0)).chain())
        .extracting(edge -> edge.waiter().thread().ref().name())
        .containsExactly("logger");
  }

  /** A daemon that a program left behind, with a pipe. */
  private JvmThread leftBehind(ResourceId pipe, Record record) {
    JvmThread daemon = child.thread("daemon").still(Duration.ofMillis(260));
    parent.ownedBy(pipe, daemon.owner(record));
    return daemon;
  }

  @Test
  void reportsPipeThatADaemonKeepsOpen() {
    ResourceId pipe = pipe(parent, false, null);
    waits(parent, "reader", pipe, Wait.Kind.READ);
    JvmThread daemon = leftBehind(pipe, Record.LEFT_BEHIND_UNUSED);

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    BlockedPeer finding = (BlockedPeer) analysis.findings().get(0);
    assertThat(finding.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(finding.peers()).extracting(KernelFacts::pid).containsExactly(200L);
    assertThat(finding.owner()).isNotNull();
    assertThat(finding.owner().thread()).isEqualTo(daemon.ref());
    assertThat(finding.chain()).hasSize(1);
    assertThat(finding.evidence())
        .anySatisfy(
            evidence ->
                assertThat(EvidenceWords.statement(evidence)).contains("200 has never written"));
  }

  @Test
  void doesNotSayThatADaemonNeverWroteIfItDid() {
    ResourceId pipe = pipe(parent, false, null);
    waits(parent, "reader", pipe, Wait.Kind.READ);
    leftBehind(pipe, Record.LEFT_BEHIND);

    assertThat(analyse().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.evidence())
                    .noneSatisfy(
                        evidence ->
                            assertThat(EvidenceWords.statement(evidence))
                                .contains("never written")));
  }

  @Test
  void reportsTheStoppedDaemonInstead() {
    ResourceId pipe = pipe(parent, false, null);
    waits(parent, "reader", pipe, Wait.Kind.READ);
    leftBehind(pipe, Record.LEFT_BEHIND);
    child.state(ProcessState.STOPPED);

    assertThat(analyse().findings()).singleElement().isInstanceOf(Stopped.class);
  }

  @Test
  void ignoresReaderThatWaitedForAnInstant() {
    ResourceId pipe = pipe(parent, false, null);
    parent
        .thread("reader")
        .still(Duration.ofMillis(20))
        .waitsFor(new Wait(pipe, Wait.Kind.READ, false));
    leftBehind(pipe, Record.LEFT_BEHIND_UNUSED);

    assertThat(analyse().findings()).isEmpty();
  }

  @Test
  void asksWhetherADaemonWillWrite() {
    ResourceId pipe = pipe(parent, false, "the daemon may write again");
    waits(parent, "reader", pipe, Wait.Kind.READ);

    Analysis analysis = analyse();

    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.notEvaluated())
        .anySatisfy(
            open -> {
              assertThat(open.analysis()).isEqualTo(Verdict.BLOCKED_PEER);
              assertThat(open.reason()).contains("may write again");
            });
  }

  @Test
  void reportsNamedPipeThatNobodyReads() {
    ResourceId fifo =
        child.add(
            new Resource.MissingReader(
                ResourceId.named(SnapshotBuilder.HOST, "/run/log"), "/run/log"));
    JvmThread writer = waits(child, "main", fifo, Wait.Kind.OPEN);
    ResourceId end =
        parent.add(
            new Resource.ChildExit(
                ResourceId.named(SnapshotBuilder.process(200), "end"), 200, List.of()));
    waits(parent, "supervisor", end, Wait.Kind.CHILD_EXIT);
    parent.ownedBy(end, writer.owner(Record.CHILD));

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    BlockedPeer finding = (BlockedPeer) analysis.findings().get(0);
    assertThat(finding.owner()).isNull();
    assertThat(finding.waiters())
        .extracting(waiter -> waiter.thread().ref())
        .containsExactly(writer.ref());
    assertThat(finding.chain())
        .extracting(edge -> edge.waiter().thread().ref().name())
        .containsExactly("supervisor");
    assertThat(finding.heldUp().processes()).isEqualTo(2);
  }

  private ResourceId semaphore(Jvm jvm, String name, Long... processes) {
    ResourceId id = ResourceId.named(SnapshotBuilder.HOST, name);
    return jvm.add(new Resource.SharedSemaphore(id, name, List.of(processes), null));
  }

  @Test
  void reportsSemaphoresOfTheSameProcessesOnce() {
    waits(parent, "left", semaphore(parent, "a", 100L, 200L), Wait.Kind.SEMAPHORE);
    waits(child, "right", semaphore(child, "b", 100L, 200L), Wait.Kind.SEMAPHORE);

    Analysis analysis = analyse();

    assertThat(analysis.findings()).hasSize(1);
    Stranded finding = (Stranded) analysis.findings().get(0);
    assertThat(finding.verdict()).isEqualTo(Verdict.NOBODY_LEFT);
    assertThat(finding.certainty()).isEqualTo(Certainty.INFERRED);
    assertThat(finding.waiters()).hasSize(2);
    assertThat(finding.heldUp().processes()).isEqualTo(2);
  }

  @Test
  void reportsSemaphoresOfOtherProcessesByThemselves() {
    waits(parent, "left", semaphore(parent, "a", 100L), Wait.Kind.SEMAPHORE);
    waits(child, "right", semaphore(child, "b", 200L), Wait.Kind.SEMAPHORE);

    assertThat(analyse().findings()).hasSize(2);
  }

  @Test
  void ignoresReaperBehindAReader() {
    ResourceId stream = parent.monitor(0x7100, "java.lang.ProcessImpl$ProcessPipeInputStream");
    JvmThread reader =
        parent
            .thread("reader")
            .still(Duration.ofMillis(260))
            .at("java.io.BufferedInputStream.read(BufferedInputStream.java:1)")
            .locked(stream);
    reader.owns(stream);
    parent.thread("process reaper (pid 7)").still(Duration.ofMillis(260)).blockedOn(stream);

    assertThat(analyse().findings()).isEmpty();
  }

  @Test
  void saysThatTheReaderIsNotKnown() {
    ResourceId pipe = pipe(parent, true, "nobody was found");
    waits(parent, "logger", pipe, Wait.Kind.WRITE);

    Analysis analysis = analyse();

    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.notEvaluated())
        .anySatisfy(
            open -> {
              assertThat(open.analysis()).isEqualTo(Verdict.BLOCKED_SINK);
              assertThat(open.reason()).contains("nobody was found");
            });
  }
}
