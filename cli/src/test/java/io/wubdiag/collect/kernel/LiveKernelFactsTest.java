package io.wubdiag.collect.kernel;

import static io.wubdiag.collect.kernel.RealProcesses.await;
import static io.wubdiag.collect.kernel.RealProcesses.awaitReady;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveKernelFactsTest {
  private final RealProcesses processes = new RealProcesses();

  @AfterEach
  void endProcesses() {
    processes.close();
  }

  static List<Path> jdks() {
    return RealProcesses.jdks();
  }

  @Test
  void readsASleepingProcess() {
    Process sleep = sleep();

    KernelFacts facts = facts(sleep.pid());

    assertThat(facts.state()).isEqualTo(ProcessState.SLEEPING);
    assertThat(facts.command()).containsExactly("sleep", "1000");
    assertThat(facts.executable()).startsWith("/");
    assertThat(facts.parentPid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(facts.startTime()).isEqualTo(sleep.info().startInstant().orElseThrow());
    assertThat(facts.namespacePid()).isEqualTo(sleep.pid());
    assertThat(facts.identity().pidNamespace()).isPositive();
    assertThat(facts.kernelThread()).isFalse();
    assertThat(facts.catchesSigquit()).isFalse();
    assertThat(facts.libjvm()).isNull();
    assertThat(facts.frozen()).isFalse();
    assertThat(facts.openFiles()).extracting(OpenFile::fd).contains(0, 1, 2);
    assertThat(facts.unreadable()).isEmpty();
    Task task = facts.tasks().get(0);
    assertThat(facts.tasks()).hasSize(1);
    assertThat(task.tid()).isEqualTo(sleep.pid());
    assertThat(task.name()).isEqualTo("sleep");
    assertThat(task.waitChannel()).isNotEmpty();
    assertThat(Objects.requireNonNull(task.systemCall()).arguments()).hasSize(6);
    assertThat(task.systemCall().stackPointer()).isNotZero();
  }

  @Test
  void seesAZombie() {
    Process parent = processes.start("sh", "-c", "sleep 0.2 & echo $!; exec sleep 1000");
    long pid = Long.parseLong(RealProcesses.firstLine(parent));
    await(() -> listed(pid).state() == ProcessState.ZOMBIE);

    KernelFacts facts = facts(pid);

    assertThat(facts.state()).isEqualTo(ProcessState.ZOMBIE);
    assertThat(facts.command()).containsExactly("[sleep]");
    assertThat(facts.parentPid()).isEqualTo(parent.pid());
    assertThat(facts.openFiles()).isEmpty();
    assertThat(facts.unreadable()).isEmpty();
  }

  @Test
  void seesThatAProcessHasEnded() throws Exception {
    Process sleep = sleep();
    ListedProcess listed = listed(sleep.pid());
    KernelFacts before = facts(sleep.pid());
    sleep.destroyForcibly().waitFor();

    KernelFactsReader reader = new KernelFactsReader(new LiveMachine());

    assertThat(reader.read(listed, deadline()).attempt().outcome()).isEqualTo(Outcome.VANISHED);
    assertThat(TaskCounters.read(new LiveMachine(), before)).isEmpty();
  }

  @Test
  void seesAKernelThread() {
    ListedProcess kthreadd = ProcessTable.read(new LiveMachine()).find(2).orElse(null);
    assumeThat(kthreadd).isNotNull().extracting(ListedProcess::name).isEqualTo("kthreadd");

    KernelFacts facts = facts(2);

    assertThat(facts.kernelThread()).isTrue();
    assertThat(facts.command()).containsExactly("[kthreadd]");
    assertThat(facts.executable()).isNull();
    assertThat(facts.catchesSigquit()).isFalse();
    assertThat(facts.unreadable()).isEmpty();
  }

  @Test
  void seesAStoppedProcess() throws Exception {
    Process sleep = sleep();
    assertThat(processes.start("sh", "-c", "kill -STOP " + sleep.pid()).waitFor()).isZero();
    await(() -> listed(sleep.pid()).state() == ProcessState.STOPPED);

    KernelFacts facts = facts(sleep.pid());

    assertThat(facts.state()).isEqualTo(ProcessState.STOPPED);
    assertThat(facts.tasks()).extracting(Task::state).containsExactly(ProcessState.STOPPED);
    assertThat(facts.command()).containsExactly("sleep", "1000");
  }

  @Test
  void seesThePipesOfAPipeline() {
    Process shell = processes.start("sh", "-c", "sleep 1000 | cat; exit");
    await(() -> names(shell.pid()).equals(List.of("sh", "sleep", "cat")));

    List<ListedProcess> tree = ProcessTable.read(new LiveMachine()).tree(shell.pid());
    OpenFile writesTo = open(facts(tree.get(1).pid()), 1);
    OpenFile readsFrom = open(facts(tree.get(2).pid()), 0);

    assertThat(writesTo.target()).startsWith("pipe:[").isEqualTo(readsFrom.target());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesAJvm(Path jdk) {
    Process jvm = processes.startJvm(jdk);
    awaitReady(jvm);

    KernelFacts facts = facts(jvm.pid());

    assertThat(facts.libjvm()).endsWith("/libjvm.so");
    assertThat(Path.of(Objects.requireNonNull(facts.libjvm()))).isRegularFile();
    assertThat(facts.catchesSigquit()).isTrue();
    assertThat(facts.hasTaskNamed("Signal Dispatch")).isTrue();
    assertThat(facts.hasTaskNamed("VM Thread")).isTrue();
    assertThat(facts.command()).endsWith(Sleeper.class.getName());
    assertThat(facts.unreadable()).isEmpty();
    assertThat(facts.tasks()).allSatisfy(task -> assertThat(task.counters()).isNotNull());
  }

  @Test
  void numbersTheTasksOfAContainerAsItselfDoes() {
    String[] unshare =
        canUnshare()
            ? new String[] {"unshare", "--pid", "--fork", "--mount-proc"}
            : new String[] {
              "unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"
            };
    Process container = processes.startJvm(RealProcesses.jdks().get(0), unshare);
    String line = RealProcesses.firstLine(container);
    assumeThat(line).as("unshare works here").isEqualTo("READY");

    long pid = ProcessTable.read(new LiveMachine()).tree(container.pid()).get(1).pid();
    KernelFacts facts = facts(pid);

    assertThat(facts.namespacePid()).isEqualTo(1);
    assertThat(facts.identity().pidNamespace())
        .isPositive()
        .isNotEqualTo(facts(container.pid()).identity().pidNamespace());
    assertThat(facts.libjvm()).endsWith("/libjvm.so");
    assertThat(facts.taskInNamespace(1)).map(Task::tid).hasValue(pid);
    assertThat(facts.tasks())
        .allSatisfy(
            task -> assertThat(task.namespaceTid()).isBetween(1L, 1L + facts.tasks().size() * 2L));
  }

  @Test
  void tellsWhoseThreadAnIdIs() {
    Process jvm = processes.startJvm(RealProcesses.jdks().get(0));
    awaitReady(jvm);
    long tid = facts(jvm.pid()).tasks().get(3).tid();

    ProcessTable table = ProcessTable.read(new LiveMachine());

    assertThat(table.find(tid)).isEmpty();
    assertThat(table.leaderOf(tid)).hasValue(jvm.pid());
    assertThat(table.leaderOf(jvm.pid())).isEmpty();
  }

  @Test
  void seesAProcessWhoseFirstThreadHasExited() {
    Process python =
        processes.start(
            "python3",
            "-c",
            """
            import ctypes, threading, time
            threading.Thread(target=time.sleep, args=(1000,)).start()
            print('READY', flush=True)
            ctypes.CDLL(None).pthread_exit(None)
            """);
    assumeThat(RealProcesses.firstLine(python)).as("there is a python3").isEqualTo("READY");
    await(
        () ->
            ProcessTable.read(new LiveMachine()).find(python.pid()).orElseThrow().state()
                == ProcessState.ZOMBIE);

    KernelFacts facts = facts(python.pid());

    assertThat(facts.state()).isEqualTo(ProcessState.SLEEPING);
    assertThat(facts.command()).hasSize(3).element(1).isEqualTo("-c");
    assertThat(facts.executable()).contains("python");
    assertThat(facts.openFiles()).extracting(OpenFile::fd).contains(0, 1, 2);
  }

  @Test
  void seesWhoHoldsAndAwaitsALockOnAFile(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("lock"));
    Process holder =
        processes.start("flock", file.toString(), "sh", "-c", "echo READY; exec sleep 1000");
    awaitReady(holder);
    Process waiter = processes.start("flock", file.toString(), "true");
    await(() -> blockedIn(waiter.pid(), SystemCallNumbers.ofThisMachine().flock()));
    ListedProcess heir = ProcessTable.read(new LiveMachine()).tree(holder.pid()).get(1);
    processes.adopt(heir.pid());

    FileLock held = lock(facts(holder.pid()));
    FileLock awaited = lock(facts(waiter.pid()));

    assertThat(held.blockedBy()).isZero();
    assertThat(held.kind()).isEqualTo("FLOCK");
    assertThat(held.exclusive()).isTrue();
    assertThat(awaited.blockedBy()).isEqualTo(held.number());
    assertThat(awaited.file()).isEqualTo(held.file());
    assertThat(lock(facts(heir.pid()))).as("inherited by fork").isEqualTo(held);

    holder.destroyForcibly().waitFor();
    FileLock inherited = lock(facts(heir.pid()));
    assertThat(inherited.pid()).as("who took it, and has ended").isEqualTo(holder.pid());
  }

  @Test
  void seesALockThatAJvmHolds(@TempDir Path directory) throws Exception {
    long self = ProcessHandle.current().pid();
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock(10, 5, false)) {
      assertThat(lock.isValid()).isTrue();
      assertThat(facts(self).fileLocks())
          .anySatisfy(
              held -> {
                assertThat(held.kind()).isEqualTo("POSIX");
                assertThat(held.pid()).isEqualTo(self);
                assertThat(held.start()).isEqualTo(10);
                assertThat(held.end()).isEqualTo(14);
              });
    }
  }

  @Test
  void provesThatATaskHasNotRun() {
    Process sleep = sleep();
    await(() -> facts(sleep.pid()).tasks().get(0).waitChannel() != null);
    KernelFacts facts = facts(sleep.pid());

    Map<Long, Task.Counters> now = TaskCounters.read(new LiveMachine(), facts);

    assertThat(now).containsOnlyKeys(sleep.pid());
    assertThat(now.get(sleep.pid())).isEqualTo(facts.tasks().get(0).counters());
  }

  @Test
  void seesThatATaskHasRun() {
    Process busy = processes.startReady("echo READY; while :; do :; done");
    KernelFacts facts = facts(busy.pid());

    await(
        () ->
            !Objects.equals(
                TaskCounters.read(new LiveMachine(), facts).get(busy.pid()),
                facts.tasks().get(0).counters()));
  }

  @Test
  void saysWhatAnotherUserMayNotRead() throws Exception {
    Process sleep = sleep();
    boolean root = facts(ProcessHandle.current().pid()).uid() == 0;
    assumeThat(root).as("can become another user").isTrue();
    Process onlooker =
        processes.start(
            "setpriv",
            "--reuid",
            "65534",
            "--clear-groups",
            "--",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Onlooker.class.getName(),
            "" + sleep.pid());
    List<String> lines = onlooker.inputReader().lines().toList();
    assumeThat(onlooker.waitFor()).as("the classes may be read by anyone").isZero();

    String remedy = ": permission denied (run as the process' owner or root)";
    assertThat(lines)
        .containsExactly(
            "system calls" + remedy,
            "open files" + remedy,
            "pid namespace" + remedy,
            "executable" + remedy,
            "memory map" + remedy,
            "tasks: 1");
  }

  @Test
  void readsEveryProcessOfTheMachine() {
    KernelFactsReader reader = new KernelFactsReader(new LiveMachine());
    for (ListedProcess process : ProcessTable.read(new LiveMachine()).all()) {
      var answer = reader.read(process, deadline());
      if (answer.value() != null) {
        assertThat(answer.value().pid()).isEqualTo(process.pid());
        assertThat(answer.value().command()).isNotEmpty();
        assertThat(answer.value().tasks()).isNotEmpty();
      } else {
        assertThat(answer.attempt().outcome()).isEqualTo(Outcome.VANISHED);
      }
    }
  }

  private Process sleep() {
    Process process = processes.startReady("echo READY; exec sleep 1000");
    await(() -> listed(process.pid()).name().equals("sleep"));
    await(() -> listed(process.pid()).state() == ProcessState.SLEEPING);
    return process;
  }

  private boolean canUnshare() {
    try {
      return processes.start("unshare", "--pid", "--fork", "--mount-proc", "true").waitFor() == 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean blockedIn(long pid, long systemCall) {
    SystemCall call = facts(pid).tasks().get(0).systemCall();
    return call != null && call.number() == systemCall;
  }

  private static FileLock lock(KernelFacts facts) {
    assertThat(facts.fileLocks()).hasSize(1);
    return facts.fileLocks().get(0);
  }

  private static OpenFile open(KernelFacts facts, int fd) {
    return facts.openFiles().stream().filter(file -> file.fd() == fd).findFirst().orElseThrow();
  }

  private static List<String> names(long pid) {
    return ProcessTable.read(new LiveMachine()).tree(pid).stream()
        .map(ListedProcess::name)
        .toList();
  }

  private static ListedProcess listed(long pid) {
    return ProcessTable.read(new LiveMachine()).find(pid).orElseThrow();
  }

  private static KernelFacts facts(long pid) {
    return Objects.requireNonNull(
        new KernelFactsReader(new LiveMachine()).read(listed(pid), deadline()).value());
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
