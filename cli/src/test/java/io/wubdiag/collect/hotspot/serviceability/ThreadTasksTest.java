package io.wubdiag.collect.hotspot.serviceability;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.FactsBuilder;
import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedThread;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadTasksTest {
  private static final long STACK = 0x10000;

  private final ReportedThread main = thread(1, 100);
  private final ReportedThread mixer = thread(2, 101);

  @Test
  void findsTheThreadThatWasForkedByItsStack() {
    ThreadTasks tasks = tasks(List.of(task(200, "java")), Map.of(200L, STACK + 0x10));

    assertThat(tasks.processWasForked()).isTrue();
    assertThat(tasks.of(main)).extracting(Task::tid).isEqualTo(200L);
    assertThat(tasks.isGhost(main)).isFalse();
    assertThat(tasks.isGhost(mixer)).isTrue();
  }

  @Test
  void takesAllForGhostsIfNoJavaThreadWasForked() {
    ThreadTasks tasks = tasks(List.of(task(200, "python")), Map.of(200L, 0x7fff0000L));

    assertThat(tasks.isGhost(main)).isTrue();
    assertThat(tasks.isGhost(mixer)).isTrue();
  }

  @Test
  void takesNoneForAGhostIfATaskCouldBeAny() {
    ThreadTasks tasks = tasks(List.of(task(200, "java")), Map.of());

    assertThat(tasks.isGhost(main)).isFalse();
    assertThat(tasks.isGhost(mixer)).isFalse();
  }

  @Test
  void takesNoThreadThatHasJustStartedForAGhost() {
    ThreadTasks tasks =
        tasks(List.of(task(100, "java"), task(103, "VM Thread")), Map.of(103L, 0x7fff0000L));

    assertThat(tasks.processWasForked()).isFalse();
    assertThat(tasks.of(main)).extracting(Task::tid).isEqualTo(100L);
    assertThat(tasks.of(mixer)).isNull();
    assertThat(tasks.isGhost(mixer)).isFalse();
  }

  private ThreadTasks tasks(List<Task> tasks, Map<Long, Long> stackPointers) {
    KernelFacts process =
        new FactsBuilder(new ProcessIdentity(new Host(""), 200, 1, 1), "java")
            .parent(100)
            .jvm("/jdk/lib/server/libjvm.so")
            .tasks(tasks)
            .build();
    return new ThreadTasks(
        process,
        new HelperReport(
            "17", Duration.ZERO, List.of(main, mixer), List.of(), List.of(), stackPointers, null));
  }

  private static Task task(long tid, String name) {
    return new Task(tid, tid, name, ProcessState.SLEEPING, null, null, null);
  }

  /** A thread with a stack of its own, a page long. */
  private static ReportedThread thread(long number, long task) {
    return new ReportedThread(
        number,
        task,
        number,
        false,
        0,
        STACK * number + 0x1000,
        0x1000,
        "thread " + number,
        new HelperReport.Waiting(),
        List.of());
  }
}
