package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.kernel.SyntheticProc;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Process 10 waits for the end of 20, and 20 for a semaphore that both have, at one and the same
 * address; in a directory that is laid out like {@code /proc}.
 */
class SharedSemaphoresTest {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();
  private static final String AT_SEMAPHORE = CALLS.futex() + " 0x7f0000001000 0x109 0x0 0x0";
  private static final String WITHIN = CALLS.futex() + " 0x7f0000009000 0x189 0x0 0x0";

  @TempDir private Path root;
  private SyntheticProc proc;

  @BeforeEach
  void makeProc() {
    proc = new SyntheticProc(root);
    process(10, 1, CALLS.wait4() + " 0x14 0x0 0x0 0x0");
    process(20, 10, AT_SEMAPHORE);
    has(10);
    has(20);
  }

  private void process(long pid, long parent, String call) {
    String stat = SyntheticProc.stat(pid, "worker", 'S', parent, 0, 1, 100);
    proc.file(pid + "/stat", stat)
        .file(pid + "/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n")
        .file(pid + "/cmdline", "worker\0")
        .file(pid + "/fd/.keep", "")
        .file(pid + "/root/dev/shm/.keep", "")
        .file(pid + "/maps", "00400000-00401000 r-xp 00000000 08:01 5 /bin/worker\n");
    task(pid, pid, call);
  }

  private void task(long pid, long tid, String call) {
    String task = pid + "/task/" + tid;
    proc.file(task + "/stat", SyntheticProc.stat(tid, "worker", 'S', 1, 0, 1, 100))
        .file(task + "/syscall", call + " 0x0 0x0 0x7ffe 0x7f00\n")
        .file(task + "/schedstat", "1000 0 7\n");
  }

  private void has(long pid) {
    proc.file(
        pid + "/maps",
        "00400000-00401000 r-xp 00000000 08:01 5 /bin/worker\n"
            + "7f0000001000-7f0000002000 rw-s 00000000 00:1b 241      /dev/shm/sem.aB3 (deleted)\n");
  }

  /** What process 20 waits for, of the tree of these. */
  private Resource awaited(long... pids) {
    KernelFactsReader kernel = new KernelFactsReader(new LiveMachine(root.toString()));
    ProcessTable table = ProcessTable.read(new LiveMachine(root.toString()));
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    long begun = System.nanoTime();
    Map<Long, ProcessCapture> captures = new LinkedHashMap<>();
    for (long pid : pids) {
      ListedProcess listed = table.find(pid).orElseThrow();
      Answer<KernelFacts> answer = kernel.read(listed, deadline);
      KernelFacts facts = answer.value();
      assertThat(facts).isNotNull();
      captures.put(pid, NativeProcess.capture(facts, answer.attempt()));
    }
    afterwards.run();
    Deadline left = Deadline.after(patience);
    Captures tree = new Captures(begun);
    tree.byPid().putAll(captures);
    new SharedSemaphores(new KnownFacts(kernel, table, left), table, left).complete(tree);
    captures.putAll(tree.byPid());
    ProcessCapture waiting = captures.get(20L);
    assertThat(waiting).isNotNull();
    return waiting.resourcesSeen().isEmpty() ? null : waiting.resourcesSeen().get(0);
  }

  private Duration patience = Duration.ofSeconds(20);

  /** What happens between the two looks. */
  private Runnable afterwards = () -> {};

  @Test
  void knowsThatNobodyIsLeft() {
    assertThat(awaited(10, 20))
        .isInstanceOfSatisfying(
            Resource.SharedSemaphore.class,
            semaphore -> {
              assertThat(semaphore.name()).isEqualTo("aB3");
              assertThat(semaphore.processes()).containsExactly(10L, 20L);
              assertThat(semaphore.unknown()).isNull();
            });
  }

  @Test
  void countsThreadsThatWaitForEachOtherWithinTheirProcess() {
    task(10, 11, WITHIN);

    assertThat(awaited(10, 20)).isNotNull();
  }

  @Test
  void ignoresOneThatAThreadMayRelease() {
    task(10, 11, CALLS.reads().get(0) + " 0x0 0x0 0x0 0x0");

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void ignoresOneThatAProcessOutsideOfTheTreeMayRelease() {
    process(30, 1, CALLS.pauses().get(0) + " 0x0 0x0 0x0 0x0");
    has(30);

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void ignoresOneWhoseWaiterRan() {
    afterwards = () -> proc.file("20/task/20/schedstat", "2000 0 8\n");

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void ignoresOneThatIsAwaitedForAWhile() {
    task(20, 20, CALLS.futex() + " 0x7f0000001000 0x109 0x0 0x7ffe1000");

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void ignoresOneThatAnybodyMayOpen() throws IOException {
    Path file = Files.createFile(root.resolve("20/root/dev/shm/sem.work"));
    String inode = Files.getAttribute(file, "unix:ino").toString();
    for (long pid : new long[] {10, 20}) {
      String maps = Files.readString(root.resolve(pid + "/maps"));
      proc.file(pid + "/maps", maps.replace(" 241 ", " " + inode + " "));
    }

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void ignoresParentThatWaitsForAnotherChild() {
    process(10, 1, CALLS.wait4() + " 0x1e 0x0 0x0 0x0");
    process(30, 10, CALLS.pauses().get(0) + " 0x0 0x0 0x0 0x0");
    has(10);

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void leavesOpenWhetherAProcessMayReleaseItThatMayNotBeRead() {
    makeUnreadable(10);

    assertThat(awaited(10, 20))
        .isInstanceOfSatisfying(
            Resource.SharedSemaphore.class,
            semaphore -> {
              assertThat(semaphore.name()).isEqualTo("aB3");
              assertThat(semaphore.unknown()).contains("process 10 may ");
            });
  }

  @Test
  void leavesNothingOpenWhereOneIsLeftThatMayBeRead() {
    makeUnreadable(10);
    process(30, 10, CALLS.reads().get(0) + " 0x0 0x0 0x0 0x0");
    has(30);

    assertThat(awaited(10, 20, 30)).isNull();
  }

  @Test
  void leavesNothingOpenWhereTheWaiterRan() {
    makeUnreadable(10);
    afterwards = () -> proc.file("20/task/20/schedstat", "2000 0 8\n");

    assertThat(awaited(10, 20)).isNull();
  }

  @Test
  void leavesOpenWhatAProcessWaitsForThatMayNotBeRead() {
    makeUnreadable(20);

    assertThat(awaited(10, 20))
        .isInstanceOfSatisfying(
            Resource.SharedSemaphore.class,
            semaphore -> assertThat(semaphore.unknown()).contains("may not be read"));
  }

  @Test
  void leavesOpenWhatCouldNotBeReadInTime() {
    patience = Duration.ZERO;

    assertThat(awaited(10, 20))
        .isInstanceOfSatisfying(
            Resource.SharedSemaphore.class,
            semaphore -> assertThat(semaphore.unknown()).contains("in time"));
  }

  private void makeUnreadable(long pid) {
    proc.unlink(pid + "/maps");
    proc.unreadable(pid + "/maps");
  }
}
