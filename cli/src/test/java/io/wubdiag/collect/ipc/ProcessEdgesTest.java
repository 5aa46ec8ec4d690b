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
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ThreadSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completes processes of one thread each, in a directory with the layout of {@code /proc}. */
class ProcessEdgesTest {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();
  private static final long READ = CALLS.reads().get(0);
  private static final long WRITE = CALLS.writes().get(0);
  private static final long PAUSE = CALLS.pauses().get(0);
  private static final String PIPE = "pipe:[7]";

  @TempDir private Path root;
  private SyntheticProc proc;
  private final Map<Long, ProcessCapture> captures = new LinkedHashMap<>();

  @BeforeEach
  void makeProc() {
    proc = new SyntheticProc(root);
    process(1, 0, 1, "init", PAUSE, 0);
  }

  /** Adds a process that waits in a system call for a descriptor. */
  private void process(
      long pid, long parent, long startTicks, String name, long call, int argument) {
    String stat = SyntheticProc.stat(pid, name, 'S', parent, 0, 1, startTicks);
    proc.file(pid + "/stat", stat)
        .file(pid + "/status", "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n")
        .file(pid + "/cmdline", name + "\0")
        .file(pid + "/fd/.keep", "")
        .file(pid + "/task/" + pid + "/stat", stat)
        .file(
            pid + "/task/" + pid + "/syscall",
            call + " 0x" + Integer.toHexString(argument) + " 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x7f00\n");
    ran(pid, 1000);
    wrote(pid, 0);
  }

  private void ran(long pid, long nanos) {
    proc.file(pid + "/task/" + pid + "/schedstat", nanos + " 0 7\n");
  }

  private void wrote(long pid, long bytes) {
    proc.file(pid + "/io", "rchar: 42\nwchar: " + bytes + "\n");
  }

  private void opens(long pid, int fd, String target, boolean toWrite) {
    proc.link(pid + "/fd/" + fd, target)
        .file(pid + "/fdinfo/" + fd, "pos:\t0\nflags:\t0" + (toWrite ? 1 : 0) + "\n");
  }

  /** Completes the tree of these processes. */
  private void complete(long... pids) {
    KernelFactsReader kernel = new KernelFactsReader(new LiveMachine(root.toString()));
    ProcessTable table = ProcessTable.read(new LiveMachine(root.toString()));
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    long begun = System.nanoTime();
    for (long pid : pids) {
      ListedProcess listed = table.find(pid).orElseThrow();
      Answer<KernelFacts> answer = kernel.read(listed, deadline);
      KernelFacts facts = answer.value();
      assertThat(facts).isNotNull();
      captures.put(pid, NativeProcess.capture(facts, answer.attempt()));
    }
    afterwards.forEach(Runnable::run);
    Captures tree = new Captures(begun);
    tree.byPid().putAll(captures);
    KnownFacts processes = new KnownFacts(kernel, table, deadline);
    new ProcessEdges(kernel, processes, table, deadline).complete(tree);
    captures.putAll(tree.byPid());
  }

  /** Changes between the two looks. */
  private final List<Runnable> afterwards = new ArrayList<>();

  private @Nullable Resource awaitedBy(long pid) {
    ProcessCapture capture = captures.get(pid);
    assertThat(capture).isNotNull();
    ThreadSnapshot thread = capture.threadsSeen().get(0);
    for (Resource resource : capture.resourcesSeen()) {
      if (thread.waitsFor() != null && thread.waitsFor().resource().equals(resource.id())) {
        return resource;
      }
    }
    return null;
  }

  private List<Owner> ownersAwaitedBy(long pid) {
    Resource resource = awaitedBy(pid);
    assertThat(resource).isNotNull();
    return resource.owners();
  }

  /** Process 10 writes to a full pipe, and only process 20 can read it. */
  private void writerAndReader(long call, int argument) {
    process(10, 1, 100, "writer", WRITE, 1);
    opens(10, 1, PIPE, true);
    process(20, 10, 110, "reader", call, argument);
    opens(20, 0, PIPE, false);
  }

  @Test
  void leadsFromAWriterToTheOneReader() {
    writerAndReader(PAUSE, 0);

    complete(10, 20);

    assertThat(ownersAwaitedBy(10))
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.thread().pid()).isEqualTo(20);
              assertThat(owner.record()).isEqualTo(Record.OTHER_END);
            });
    assertThat(awaitedBy(20)).isNull();
  }

  @Test
  void looksAtAReaderOutsideOfTheTree() {
    writerAndReader(PAUSE, 0);

    complete(10);

    assertThat(ownersAwaitedBy(10)).hasSize(1);
    assertThat(captures).containsKey(20L);
  }

  @Test
  void ignoresAWriterThatRan() {
    writerAndReader(PAUSE, 0);
    afterwards.add(() -> ran(10, 2000));

    complete(10, 20);

    assertThat(awaitedBy(10)).isNull();
  }

  @Test
  void doesNotGuessWhichOfTwoReads() {
    writerAndReader(PAUSE, 0);
    process(30, 10, 120, "reader too", PAUSE, 0);
    opens(30, 0, PIPE, false);

    complete(10, 20, 30);

    assertThat(ownersAwaitedBy(10)).isEmpty();
    assertThat(((Resource.Pipe) awaitedBy(10)).unknown()).contains("several processes");
  }

  @Test
  void leadsBothWaysWhereBothRead() {
    process(10, 1, 100, "asker", READ, 3);
    process(20, 10, 110, "helper", READ, 0);
    opens(10, 3, PIPE, false);
    opens(20, 1, PIPE, true);
    opens(10, 4, "pipe:[8]", true);
    opens(20, 0, "pipe:[8]", false);

    complete(10, 20);

    assertThat(ownersAwaitedBy(10)).singleElement().matches(o -> o.thread().pid() == 20);
    assertThat(ownersAwaitedBy(20)).singleElement().matches(o -> o.thread().pid() == 10);
  }

  /** Process 10 reads a pipe that only process 30 can write, which process 1 has adopted. */
  private void daemon() {
    process(10, 5, 100, "reader", READ, 3);
    process(5, 1, 50, "shell", PAUSE, 0);
    opens(10, 3, PIPE, false);
    process(30, 1, 120, "daemon", PAUSE, 0);
    opens(30, 1, PIPE, true);
  }

  @Test
  void leadsToADaemonThatWasLeftBehind() {
    daemon();

    complete(10);

    assertThat(ownersAwaitedBy(10))
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.thread().pid()).isEqualTo(30);
              assertThat(owner.record()).isEqualTo(Record.LEFT_BEHIND_UNUSED);
            });
    assertThat(captures).containsKey(30L);
  }

  @Test
  void saysThatADaemonWroteSomething() {
    daemon();
    wrote(30, 5);

    complete(10);

    assertThat(ownersAwaitedBy(10))
        .singleElement()
        .matches(owner -> owner.record() == Record.LEFT_BEHIND);
  }

  @Test
  void ignoresADaemonThatRan() {
    daemon();
    afterwards.add(() -> ran(30, 2000));
    // The edges' completion looks at it for the first time, so it is in the tree.
    complete(10, 30);

    assertThat(awaitedBy(10)).isNull();
  }

  @Test
  void ignoresADaemonThatWaitsForItsChild() {
    daemon();
    process(30, 1, 120, "daemon", CALLS.wait4(), 40);

    complete(10);

    assertThat(ownersAwaitedBy(10)).isEmpty();
    assertThat(((Resource.Pipe) awaitedBy(10)).unknown()).contains("waits for a child");
  }

  @Test
  void ignoresADaemonBehindAPipeline() {
    daemon();
    process(10, 5, 100, "reader", READ, 0);
    opens(10, 0, PIPE, false);
    proc.unlink("10/fd/3");

    complete(10);

    assertThat(awaitedBy(10)).isNull();
  }

  @Test
  void ignoresAWriterWhoseParentLives() {
    daemon();
    process(30, 5, 120, "sibling", PAUSE, 0);

    complete(5, 10, 30);

    ProcessCapture reader = captures.get(10L);
    assertThat(reader).isNotNull();
    assertThat(reader.resourcesSeen())
        .allSatisfy(
            resource ->
                assertThat(resource.owners()).noneMatch(owner -> owner.record().isLeftBehind()));
  }

  @Test
  void ignoresAWriterThatIsOlderThanTheReader() {
    daemon();
    process(30, 1, 90, "server", PAUSE, 0);

    complete(10);

    assertThat(awaitedBy(10)).isNull();
  }

  @Test
  void ignoresAPipeThatAShellAsFirstProcessMayHaveMade() {
    daemon();
    process(1, 0, 1, "bash", PAUSE, 0);

    complete(10);

    assertThat(awaitedBy(10)).isNull();
  }

  @Test
  void ignoresAPipeThatAnotherOneCanWrite() {
    daemon();
    opens(5, 9, PIPE, true);

    complete(10);

    assertThat(awaitedBy(10)).isNull();
  }
}
