package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.FactsBuilder;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KernelWaitTest {
  private static final long PID = 4711;
  private static final ProcessIdentity PROCESS = new ProcessIdentity(new Host(""), PID, 100, 1);
  private static final long F_SETLKW = 7;
  private static final long F_GETFL = 3;
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();

  private final List<Task> tasks = new ArrayList<>();
  private final List<FileLock> locks = new ArrayList<>();
  private long namespacePid = PID;

  /** A task of the process in this system call. */
  private Task task(long number, long... arguments) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(i < arguments.length ? arguments[i] : 0L);
    }
    long tid = PID + tasks.size();
    SystemCall call = new SystemCall(number, all, 0, 0);
    Task task = new Task(tid, tid, "worker", ProcessState.SLEEPING, null, call, null);
    tasks.add(task);
    return task;
  }

  private static ThreadSnapshot thread(
      String name, Thread.@Nullable State state, List<Frame> frames) {
    ThreadRef ref = new ThreadRef(PROCESS, name, PID, 0);
    return new ThreadSnapshot(ref, state, false, false, false, null, frames, null, Duration.ZERO);
  }

  private KernelFacts kernel() {
    return new FactsBuilder(PROCESS, "worker")
        .namespacePid(namespacePid)
        .tasks(tasks)
        .openFiles(
            new OpenFile(1, "pipe:[7]"),
            new OpenFile(2, "/dev/null"),
            new OpenFile(3, "socket:[8]"),
            new OpenFile(4, "/tmp/a.lock"))
        .fileLocks(locks)
        .build();
  }

  private @Nullable KernelWait of(Task task) {
    return new KernelWaits(new LiveMachine()).of(kernel(), thread("worker", null, List.of()), task);
  }

  private void locked(int number, int blockedBy) {
    locks.add(new FileLock("POSIX", true, PID, "08:01:42", 0, Long.MAX_VALUE, blockedBy, number));
  }

  @Test
  void seesWriteToAPipe() {
    KernelWait wait = of(task(CALLS.writes().get(0), 1));
    assertThat(wait).isNotNull();
    assertThat(wait.kind()).isEqualTo(Wait.Kind.WRITE);
    assertThat(wait.target()).isEqualTo("pipe:[7]");
  }

  @Test
  void seesReadOfASocket() {
    KernelWait wait = of(task(CALLS.reads().get(0), 3));
    assertThat(wait).isNotNull();
    assertThat(wait.kind()).isEqualTo(Wait.Kind.READ);
    assertThat(wait.target()).isEqualTo("socket:[8]");
  }

  @Test
  void ignoresDevicesAndClosedDescriptors() {
    assertThat(of(task(CALLS.reads().get(0), 2))).isNull();
    assertThat(of(task(CALLS.writes().get(0), 99))).isNull();
  }

  @Test
  void seesTheOneLockThatIsWaitedFor() {
    locked(1, 0);
    locked(2, 1);
    KernelWait wait = of(task(CALLS.fcntl(), 4, F_SETLKW));
    assertThat(wait).isNotNull();
    assertThat(wait.kind()).isEqualTo(Wait.Kind.FILE_LOCK);
    assertThat(wait.target()).isEqualTo("/tmp/a.lock");
    assertThat(wait.lock()).isEqualTo(locks.get(1));
  }

  @Test
  void doesNotGuessWhichOfTwoLocksIsWaitedFor() {
    locked(1, 7);
    locked(2, 8);
    assertThat(of(task(CALLS.fcntl(), 4, F_SETLKW))).isNull();
  }

  @Test
  void ignoresOtherCommandsOfFcntl() {
    locked(2, 1);
    assertThat(of(task(CALLS.fcntl(), 4, F_GETFL))).isNull();
  }

  @Test
  void seesTheChildThatIsWaitedFor() {
    KernelWait wait = of(task(CALLS.wait4(), 4800));
    assertThat(wait).isNotNull();
    assertThat(wait.kind()).isEqualTo(Wait.Kind.CHILD_EXIT);
    assertThat(wait.child()).isEqualTo(4800);
  }

  @Test
  void doesNotGuessWhichChildIsWaitedFor() {
    assertThat(of(task(CALLS.wait4(), -1))).isNull();
    namespacePid = 1;
    assertThat(of(task(CALLS.wait4(), 4800))).isNull();
  }

  @Test
  void takesTheOneReapedChildForThatOfWaitFor() {
    Frame waitFor = Frame.of("java.lang.ProcessImpl", "waitFor", "ProcessImpl.java", 434);
    ThreadSnapshot waiter = thread("main", Thread.State.WAITING, List.of(waitFor));
    Task main = task(CALLS.futex(), 0x1000);
    task(CALLS.wait4(), 4800);
    KernelWait wait = new KernelWaits(new LiveMachine()).of(kernel(), waiter, main);
    assertThat(wait).isNotNull();
    assertThat(wait.child()).isEqualTo(4800);

    task(CALLS.wait4(), 4801);
    assertThat(new KernelWaits(new LiveMachine()).of(kernel(), waiter, main)).isNull();
  }

  @Test
  void leavesReapersAndThreadsWithoutATaskAlone() {
    Task reaping = task(CALLS.wait4(), 4800);
    ThreadSnapshot reaper = thread("process reaper (pid 4800)", null, List.of());
    assertThat(new KernelWaits(new LiveMachine()).of(kernel(), reaper, reaping)).isNull();
    assertThat(
            new KernelWaits(new LiveMachine())
                .of(kernel(), thread("worker", null, List.of()), null))
        .isNull();
  }
}
