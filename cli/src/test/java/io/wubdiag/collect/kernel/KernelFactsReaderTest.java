package io.wubdiag.collect.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads a synthetic {@code /proc}. The file is long: one test for each file that the kernel has.
 */
class KernelFactsReaderTest {
  private static final String STATUS =
      """
      Name:\tjava
      Tgid:\t70
      Uid:\t1000\t1001\t1002\t1003
      Gid:\t2000\t2001\t2002\t2003
      NStgid:\t70\t7
      NSpid:\t70\t7
      SigCgt:\t0000000000000004
      voluntary_ctxt_switches:\t30
      nonvoluntary_ctxt_switches:\t4
      """;

  @TempDir Path directory;
  private SyntheticProc proc;

  @BeforeEach
  void layOut() {
    proc = new SyntheticProc(directory).file("stat", "cpu  1 2 3\nintr 9 9 9\nbtime 1700000000\n");
    proc.file("sys/kernel/random/boot_id", "5f0a-boot\n");
    proc.process(70, 7, "java");
  }

  @Test
  void namesTheHostByItsNameWhereTheBootIdCannotBeRead() throws IOException {
    Files.delete(directory.resolve("sys/kernel/random/boot_id"));
    proc.file("sys/kernel/hostname", "studio\n");

    assertThat(facts(70).identity().host()).isEqualTo(new Host("studio"));
  }

  @Test
  void readsWhatTheKernelTells() {
    proc.file("70/status", STATUS)
        .file("70/cmdline", "java\0-jar\0\0shop.jar\0")
        .link("70/exe", "/opt/jdk/bin/java")
        .link("70/ns/pid", "pid:[4026531836]")
        .link("70/fd/0", "/no/such.log")
        .link("70/fd/3", "pipe:[815]")
        .file("70/maps", "7f00-7f01 r-xp 00000000 08:01 131 /opt/jdk/lib/server/libjvm.so\n")
        .file("70/task/70/status", STATUS)
        .file(
            "70/task/70/syscall", "202 0x7f00 0x80 0x2 0x0 0x0 0xffffffffffffffff 0x7ffd 0x7fed\n")
        .file("70/task/70/wchan", "futex_wait_queue")
        .file("70/task/70/schedstat", "5000 60 3\n")
        .task(70, 71, "GC Thread#0", 'S')
        .file("70/task/71/status", "NSpid:\t71\t8\n")
        .file("70/task/71/syscall", "-1 0x7ffe 0x7fee\n")
        .file("70/task/71/wchan", "do_signal_stop")
        .task(70, 72, "VM Thread", 'R')
        .file("70/task/72/syscall", "running\n")
        .file("70/task/72/wchan", "0");

    KernelFacts facts = facts(70);

    assertThat(facts)
        .isEqualTo(
            new KernelFacts(
                new ProcessIdentity(new Host("5f0a-boot"), 70, 100, 4026531836L),
                7,
                Instant.ofEpochSecond(1700000001),
                List.of("java", "-jar", "", "shop.jar"),
                "java",
                "/opt/jdk/bin/java",
                ProcessState.SLEEPING,
                1001,
                2001,
                7,
                false,
                true,
                "/opt/jdk/lib/server/libjvm.so",
                false,
                false,
                facts.tasks(),
                facts.openFiles(),
                List.of(),
                List.of()));
    assertThat(facts.openFiles())
        .containsExactlyInAnyOrder(new OpenFile(0, "/no/such.log"), new OpenFile(3, "pipe:[815]"));
    assertThat(facts.tasks())
        .containsExactlyInAnyOrder(
            new Task(
                70,
                7,
                "java",
                ProcessState.SLEEPING,
                SystemCallNumbers.ofThisMachine().futex() == 202 ? null : "futex_wait_queue",
                new SystemCall(202, List.of(0x7f00L, 0x80L, 2L, 0L, 0L, -1L), 0x7ffd, 0x7fed),
                new Task.Counters(5000, 3)),
            new Task(
                71,
                8,
                "GC Thread#0",
                ProcessState.SLEEPING,
                "do_signal_stop",
                new SystemCall(-1, List.of(), 0x7ffe, 0x7fee),
                null),
            new Task(72, 72, "VM Thread", ProcessState.RUNNING, null, null, null));
  }

  @Test
  void saysSoWhenTheProcessHasEnded() {
    Answer<KernelFacts> answer = read(new ListedProcess(69, 1, 100, "x", ProcessState.SLEEPING));

    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.VANISHED);
    assertThat(answer.attempt().reason()).isEqualTo("process 69 has ended");
  }

  @Test
  void saysSoWhenThePidWasReused() {
    Answer<KernelFacts> answer = read(new ListedProcess(70, 1, 99, "x", ProcessState.SLEEPING));

    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.VANISHED);
    assertThat(answer.attempt().reason())
        .isEqualTo("process 70 has ended and its pid belongs to another process by now");
  }

  @Test
  void givesWhatThereIsWhenFilesAreMissingCutOffOrGarbage() {
    proc.file("70/status", "Uid:\nGid:\tx\ty\nNSpid:\t\nSigCgt:\tzz\n")
        .file("70/cmdline", "\0\0\0")
        .file("70/maps", "\n\n/libjvm.so")
        .link("70/ns/pid", "]nonsense[")
        .file("70/cgroup", ":::\n0:\n::::freezer")
        .file("70/fdinfo/0", "lock:\nlock:\t\n")
        .file("locks", "1:\n2: POSIX\n3: -> FLOCK ADVISORY WRITE\nx\n4: FLOCK  ADVISORY  WRITE 70 ")
        .file("self/mountinfo", "1\n2 3 cgroup2\n- - - -\n")
        .file("70/task/70/syscall", "202 0x7f00 0x80")
        .file("70/task/70/schedstat", "12 ")
        .file("70/task/70/wchan", "")
        .file("70/task/71/stat", "71 (cut off")
        .file("70/task/x/stat", "");

    KernelFacts facts = facts(70);

    assertThat(facts.command()).containsExactly("[java]");
    assertThat(facts.identity()).isEqualTo(new ProcessIdentity(new Host("5f0a-boot"), 70, 100, 0));
    assertThat(facts.namespacePid()).isEqualTo(70);
    assertThat(facts.catchesSigquit()).isFalse();
    assertThat(facts.libjvm()).isNull();
    assertThat(facts.fileLocks()).isEmpty();
    assertThat(facts.tasks())
        .containsExactly(new Task(70, 70, "java", ProcessState.SLEEPING, null, null, null));
  }

  @Test
  void saysWhatMayNotBeReadAndWhatToTry() {
    proc.file("70/status", STATUS)
        .file("self/status", "Uid:\t1000\t1000\t1000\t1000\n")
        .unreadable("70/maps")
        .file("70/fd", "")
        .unreadable("70/task/70/syscall");

    String remedy = ": permission denied (run as the process' owner or root)";
    assertThat(facts(70).unreadable())
        .containsExactly("system calls" + remedy, "open files" + remedy, "memory map" + remedy);
  }

  @Test
  void saysSoWhenTheKernelTellsNoSystemCalls() throws Exception {
    Files.delete(directory.resolve("70/task/70/syscall"));

    assertThat(facts(70).unreadable())
        .containsExactly("system calls: this kernel does not report them");
  }

  @Test
  void knowsThatOwningTheProcessMayNotBeEnough() {
    proc.file("70/status", STATUS).file("70/fd", "");

    proc.file("self/status", "Uid:\t1\t1001\t1\t1\n");
    assertThat(facts(70).unreadable())
        .containsExactly(
            "open files: permission denied (the process is not dumpable or has privileges: run"
                + " as root)");

    proc.file("self/status", "Uid:\t0\t0\t0\t0\n");
    assertThat(facts(70).unreadable())
        .containsExactly(
            "open files: permission denied (root lacks CAP_SYS_PTRACE here; in a container, add"
                + " it)");
  }

  @Test
  void doesNotWaitForAMemoryMapThatIsHeldForEver() throws Exception {
    proc.task(70, 71, "stuck", 'D').link("70/exe", "/bin/x");
    Path commandLine = directory.resolve("70/cmdline");
    assertThat(new ProcessBuilder("mkfifo", commandLine.toString()).start().waitFor()).isZero();

    try {
      KernelFacts facts = facts(70);

      assertThat(facts.tasks()).hasSize(2);
      assertThat(facts.command()).containsExactly("[java]");
      assertThat(facts.unreadable())
          .singleElement()
          .asString()
          .startsWith("command line and memory map: ");
    } finally {
      new RandomAccessFile(commandLine.toFile(), "rw").close(); // lets the abandoned reader go on
    }
  }

  @Test
  void readsTheMapOfAProcessWithATaskInUninterruptibleSleep() {
    proc.task(70, 71, "writes to disk", 'D')
        .file("70/cmdline", "java\0")
        .file("70/maps", "7f00-7f01 r-xp 0 08:01 131 /jdk/libjvm.so\n");

    assertThat(facts(70).libjvm()).isEqualTo("/jdk/libjvm.so");
    assertThat(facts(70).command()).containsExactly("java");
  }

  @Test
  void leavesOutWhatThereIsNoTimeFor() {
    for (int tid = 71; tid < 370; tid++) {
      proc.task(70, tid, "worker", 'S');
    }

    Answer<KernelFacts> answer =
        new KernelFactsReader(new LiveMachine(directory.toString()))
            .read(listed(70), Deadline.after(Duration.ZERO));

    KernelFacts facts = Objects.requireNonNull(answer.value());
    assertThat(facts.tasks()).hasSize(63);
    assertThat(facts.unreadable())
        .containsExactly("tasks: no time was left for 237 of 300", "memory map: no time was left");
  }

  @Test
  void readsOnlyNamesAndStatesBeyondTwoThousandTasks() {
    for (int tid = 71; tid < 2370; tid++) {
      proc.task(70, tid, "worker", 'S').file("70/task/" + tid + "/schedstat", "1 2 3\n");
    }

    KernelFacts facts = facts(70);

    assertThat(facts.tasks()).hasSize(2300);
    assertThat(facts.tasks().stream().filter(task -> task.counters() == null).count())
        .isBetween(300L, 301L); // the first task, which has no counters, may be among the 2,000
  }

  @Test
  void seesAProcessThroughItsOtherThreadsWhenTheFirstHasExited() {
    proc.file("70/stat", SyntheticProc.stat(70, "java", 'Z', 7, 0, 2, 100))
        .task(70, 70, "java", 'Z')
        .task(70, 71, "main", 'S')
        .file("70/cmdline", "")
        .file("70/maps", "")
        .file("70/task/71/cmdline", "java\0Shop\0")
        .link("70/task/71/exe", "/jdk/bin/java")
        .link("70/task/71/fd/5", "socket:[1]")
        .file("70/task/71/maps", "7f00-7f01 r-xp 0 08:01 131 /jdk/libjvm.so\n");

    KernelFacts facts = facts(70);

    assertThat(facts.state()).isEqualTo(ProcessState.SLEEPING);
    assertThat(facts.command()).containsExactly("java", "Shop");
    assertThat(facts.executable()).isEqualTo("/jdk/bin/java");
    assertThat(facts.openFiles()).containsExactly(new OpenFile(5, "socket:[1]"));
    assertThat(facts.libjvm()).isEqualTo("/jdk/libjvm.so");
  }

  @Test
  void givesEachProcessItsLocksOnFiles() {
    proc.file(
        "locks",
        """
        1: POSIX  ADVISORY  WRITE 70 08:01:131 0 EOF
        1: -> POSIX  ADVISORY  READ 71 08:01:131 100 199
        1:  -> POSIX  ADVISORY  READ 72 08:01:131 100 199
        2: LEASE  ACTIVE    READ  70 08:01:132 0 EOF
        3: FLOCK  ADVISORY  WRITE 60 08:01:133 0 EOF
        """);
    for (long pid = 71; pid <= 72; pid++) {
      proc.process(pid, 1, "x");
    }

    assertThat(facts(70).fileLocks())
        .containsExactly(
            new FileLock("POSIX", true, 70, "08:01:131", 0, Long.MAX_VALUE, 0, 1),
            new FileLock("LEASE", false, 70, "08:01:132", 0, Long.MAX_VALUE, 0, 2));
    assertThat(facts(71).fileLocks())
        .containsExactly(new FileLock("POSIX", false, 71, "08:01:131", 100, 199, 1, 1));
    assertThat(facts(72).fileLocks())
        .containsExactly(new FileLock("POSIX", false, 72, "08:01:131", 100, 199, 1, 1));
  }

  @Test
  void findsWhoHoldsAnAwaitedLockThroughADescriptor() {
    proc.file(
            "locks",
            """
            1: FLOCK  ADVISORY  WRITE 60 08:01:131 0 EOF
            1: -> FLOCK  ADVISORY  WRITE 71 08:01:131 0 EOF
            2: OFDLCK ADVISORY  READ -1 08:01:132 5 9
            2: -> OFDLCK ADVISORY  WRITE -1 08:01:132 0 EOF
            3: FLOCK  ADVISORY  WRITE 60 08:01:133 0 EOF
            """)
        .link("70/fd/4", "/var/lock/a")
        .file(
            "70/fdinfo/4",
            "pos:\t0\nflags:\t0100000\nlock:\t1: FLOCK  ADVISORY  WRITE 60 08:01:131 0 EOF\n"
                + "lock:\t2: OFDLCK ADVISORY  READ -1 08:01:132 5 9\n")
        .link("70/fd/5", "/var/lock/b (deleted)")
        .file("70/fdinfo/5", "pos:\t0\nlock:\t1: FLOCK  ADVISORY  WRITE 60 08:01:133 0 EOF\n");

    assertThat(facts(70).fileLocks())
        .containsExactly(
            new FileLock("FLOCK", true, 60, "08:01:131", 0, Long.MAX_VALUE, 0, 1),
            new FileLock("OFDLCK", false, -1, "08:01:132", 5, 9, 0, 2));
  }

  @Test
  void seesAFrozenGroupOfVersionTwo() {
    Path mount = directory.resolve("sys/cgroup two");
    proc.file(
            "self/mountinfo",
            "20 1 0:1 / /proc rw - proc proc rw\n30 1 0:2 / "
                + mount.toString().replace(" ", "\\040")
                + " rw,nosuid shared:9 master:1 - cgroup2 cgroup2 rw\n")
        .file("70/cgroup", "0::/shop.slice/worker\n")
        .file("sys/cgroup two/shop.slice/worker/cgroup.events", "populated 1\nfrozen 1\n")
        .process(71, 1, "x")
        .file("71/cgroup", "0::/shop.slice\n")
        .file("sys/cgroup two/shop.slice/cgroup.events", "populated 1\nfrozen 0\n")
        .process(72, 1, "x")
        .file("72/cgroup", "0::/\n");

    assertThat(facts(70).frozen()).isTrue();
    assertThat(facts(71).frozen()).isFalse();
    assertThat(facts(72).frozen()).isFalse();
  }

  @Test
  void seesAFrozenGroupOfVersionOneBelowAPartlyMountedHierarchy() {
    proc.file(
            "self/mountinfo",
            "30 1 0:2 /docker/c0ffee "
                + directory
                + "/freezer ro - cgroup none rw,freezer\n"
                + "31 1 0:2 / "
                + directory
                + "/cpu ro - cgroup none rw,cpu\n")
        .file("70/cgroup", "7:cpu:/\n6:freezer,x:/docker/c0ffee/job\n0::/\n")
        .file("freezer/job/freezer.state", "FROZEN\n")
        .process(71, 1, "x")
        .file("71/cgroup", "6:freezer:/docker/c0ffeebabe/job\n");

    assertThat(facts(70).frozen()).isTrue();
    assertThat(facts(71).frozen()).isFalse();
  }

  @Test
  void readsCountersOfTheTasksThatStillLive() {
    proc.file("70/task/70/schedstat", "5000 60 3\n").task(70, 71, "x", 'S');
    KernelFacts facts = facts(70);
    assertThat(facts.tasks()).hasSize(2);
    proc.file("70/task/70/schedstat", "6000 60 4\n");

    assertThat(TaskCounters.read(new LiveMachine(directory.toString()), facts))
        .isEqualTo(Map.of(70L, new Task.Counters(6000, 4)));

    proc.file("70/stat", SyntheticProc.stat(70, "java", 'S', 7, 0, 1, 101));
    assertThat(TaskCounters.read(new LiveMachine(directory.toString()), facts)).isEmpty();
  }

  @Test
  void countsTicksAndSwitchesWhereTheKernelHasNoSchedstat() {
    proc.file("70/task/70/status", STATUS);

    assertThat(facts(70).tasks().get(0).counters()).isEqualTo(new Task.Counters(120_000_000, 34));
  }

  private KernelFacts facts(long pid) {
    return Objects.requireNonNull(read(listed(pid)).value());
  }

  private Answer<KernelFacts> read(ListedProcess process) {
    return new KernelFactsReader(new LiveMachine(directory.toString()))
        .read(process, Deadline.after(Duration.ofMinutes(1)));
  }

  private ListedProcess listed(long pid) {
    return ProcessTable.read(new LiveMachine(directory.toString())).find(pid).orElseThrow();
  }
}
