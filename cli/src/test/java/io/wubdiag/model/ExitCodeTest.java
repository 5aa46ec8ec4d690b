package io.wubdiag.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  private static final NotEvaluated OPEN = new NotEvaluated(Verdict.DEADLOCK, 4711, "no answer");

  @Test
  void aHangOutweighsEverything() {
    assertThat(code(List.of(contended(), deadlock()), List.of(OPEN), false)).isEqualTo(12);
  }

  @Test
  void contentionFailsOnlyWhenAsked() {
    assertThat(code(List.of(contended()), List.of(), false)).isZero();
    assertThat(code(List.of(contended()), List.of(), true)).isEqualTo(10);
  }

  @Test
  void whatCouldNotBeLookedAtIsNotHealth() {
    assertThat(code(List.of(), List.of(OPEN), false)).isEqualTo(4);
    assertThat(code(List.of(), List.of(), false)).isZero();
  }

  @Test
  void saysNoTargetWhenEveryRootIsOutOfReach() {
    SnapshotBuilder vanished = new SnapshotBuilder().vanished(4711, 1, "java");
    assertThat(ExitCode.of(List.of(), List.of(), vanished.build(), false)).isEqualTo(3);

    SnapshotBuilder foreign = new SnapshotBuilder();
    foreign
        .jvm(4711, 1, "java")
        .from(Source.KERNEL)
        .attempt(Source.ATTACH, Attempt.Outcome.NOT_PERMITTED, "another user's", 0);
    assertThat(ExitCode.of(List.of(), List.of(OPEN), foreign.build(), false)).isEqualTo(3);
  }

  @Test
  void aChildOutOfReachLeavesTheAnswerPartial() {
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(4711, 1, "java");
    tree.vanished(4712, 4711, "sleep");
    assertThat(ExitCode.of(List.of(), List.of(), tree.build(), false)).isZero();
    assertThat(ExitCode.of(List.of(), List.of(OPEN), tree.build(), false)).isEqualTo(4);
  }

  private static int code(
      List<Finding> findings, List<NotEvaluated> open, boolean failOnContended) {
    SnapshotBuilder tree = new SnapshotBuilder();
    tree.jvm(4711, 1, "java");
    ProcessTreeSnapshot snapshot = tree.build();
    return ExitCode.of(findings, open, snapshot, failOnContended);
  }

  private static Finding deadlock() {
    return new Finding.Deadlock(
        Cause.ofCycle(List.of(), List.of(), Certainty.PROVED, List.of(), new HeldUp(2, 1)));
  }

  private static Finding contended() {
    ThreadRef ref = new ThreadRef(SnapshotBuilder.process(4711), "main", 4711, 1);
    ThreadSnapshot thread =
        new ThreadSnapshot(
            ref, Thread.State.RUNNABLE, false, false, false, null, List.of(), null, Duration.ZERO);
    Owner owner = new Owner(ref, Owner.Liveness.LIVE, Owner.Record.LOCKED_FRAME, Certainty.PROVED);
    Resource lock =
        new Resource.Monitor(
            ResourceId.at(SnapshotBuilder.process(4711), 0x71a0),
            "java.lang.Object",
            null,
            List.of(owner));
    return new Finding.Contended(
        new Cause(lock, owner, List.of(), List.of(), Certainty.PROVED, List.of(), new HeldUp(1, 1)),
        thread,
        Duration.ofMillis(300));
  }
}
