package io.wubdiag.collect.hotspot.serviceability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.wubdiag.collect.elf.BuildId;
import io.wubdiag.collect.hotspot.attach.AttachSource;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads real JVMs, of every JDK on this machine. The file is long: its tests share the programs
 * that they start and how they are ended.
 */
class ServiceabilitySourceTest {
  private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));

  private final Targets targets = new Targets();
  private final ServiceabilitySource source = new ServiceabilitySource();

  @AfterEach
  void endTargets() {
    source.close();
    targets.close();
  }

  static List<Path> jdks() {
    return Targets.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saysWhatTheJvmItselfWouldSay(Path jdk) {
    KernelFacts process = Targets.facts(targets.start(jdk, WaitingThreads.class, List.of()));

    ThreadDump dump = dump(process);
    ThreadDump itself =
        Objects.requireNonNull(
            new AttachSource(new LiveMachine()).dump(process, false, deadline()).value());

    assertThat(dump.version()).isNotBlank().isEqualTo(itself.version());
    for (String name : List.of("left", "right", "bereft", "condition", "semaphore", "notified")) {
      ThreadSnapshot thread = thread(dump, name);
      ThreadSnapshot expected = thread(itself, name);
      assertThat(thread.ref()).isEqualTo(expected.ref());
      assertThat(thread.state()).isEqualTo(expected.state());
      assertThat(thread.daemon()).isEqualTo(expected.daemon());
      assertThat(thread.frames())
          .usingElementComparator(
              Comparator.comparing(frame -> frame.withLocked(List.of()).toString()))
          .isEqualTo(expected.frames());
      assertThat(thread.waitsFor()).isEqualTo(expected.waitsFor());
      assertThat(thread.holds()).isEqualTo(expected.holds());
    }
    Resource first = waitedFor(dump, thread(dump, "left"));
    assertThat(first).isEqualTo(waitedFor(itself, thread(itself, "left")));
    Resource second = waitedFor(dump, thread(dump, "right"));
    assertThat(second).isEqualTo(waitedFor(itself, thread(itself, "right")));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void namesOwners(Path jdk) {
    ThreadDump dump = dump(Targets.facts(targets.start(jdk, WaitingThreads.class, List.of())));

    Resource monitor = waitedFor(dump, thread(dump, "left"));
    assertThat(monitor)
        .isInstanceOfSatisfying(
            Resource.Monitor.class,
            held -> {
              assertThat(held.className()).isEqualTo("java.lang.Class");
              assertThat(held.detail()).isEqualTo(WaitingThreads.class.getName());
            });
    Owner right = monitor.owners().get(0);
    assertThat(monitor.owners()).hasSize(1);
    assertThat(right.thread()).isEqualTo(thread(dump, "right").ref());
    assertThat(right.liveness()).isEqualTo(Liveness.LIVE);
    assertThat(right.record()).isEqualTo(Owner.Record.LOCKED_FRAME);
    assertThat(right.certainty()).isEqualTo(Certainty.PROVED);

    Resource orphan = waitedFor(dump, thread(dump, "bereft"));
    assertThat(orphan).isInstanceOf(Resource.OwnableSynchronizer.class);
    Owner died = orphan.owners().get(0);
    assertThat(died.thread().name()).isEqualTo("died");
    assertThat(died.thread().tid()).isZero();
    assertThat(died.liveness()).isEqualTo(Liveness.TERMINATED);
    assertThat(died.record()).isEqualTo(Owner.Record.EXCLUSIVE_OWNER_THREAD);

    assertThat(waitedFor(dump, thread(dump, "condition")))
        .isInstanceOf(Resource.UnownedSynchronizer.class);
    assertThat(waitedFor(dump, thread(dump, "semaphore")))
        .isInstanceOf(Resource.UnownedSynchronizer.class);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void knowsThatAMonitorIsGivenUpInWait(Path jdk) {
    ThreadDump dump = dump(Targets.facts(targets.start(jdk, WaitingThreads.class, List.of())));

    ThreadSnapshot notified = thread(dump, "notified");
    Resource monitor = waitedFor(dump, notified);

    assertThat(Objects.requireNonNull(notified.waitsFor()).kind())
        .isEqualTo(Wait.Kind.REENTER_MONITOR);
    assertThat(monitor.owners())
        .extracting(Owner::thread)
        .containsExactly(thread(dump, "holder").ref());
    assertThat(notified.holds()).hasSize(1).doesNotContain(monitor.id());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesTheGhostThatHoldsAMonitor(Path jdk) {
    KernelFacts child = Targets.facts(forked(jdk, "monitor"));

    ThreadDump dump = dump(child);

    ThreadSnapshot survivor = thread(dump, "main");
    ThreadSnapshot mixer = thread(dump, "mixer");
    assertThat(survivor.ghost()).isFalse();
    assertThat(survivor.ref().tid()).isEqualTo(child.pid());
    assertThat(dump.threads()).filteredOn(thread -> !thread.ghost()).containsExactly(survivor);
    assertThat(mixer.ref().tid()).isNotEqualTo(child.pid()).isPositive();
    assertThat(mixer.frames())
        .extracting(Frame::method)
        .contains("sleepForEver", "mix")
        .endsWith("run");
    Resource monitor = waitedFor(dump, survivor);
    assertThat(monitor.id().value()).startsWith(child.pid() + "/0x");
    assertThat(monitor.owners())
        .containsExactly(
            new Owner(mixer.ref(), Liveness.GHOST, Owner.Record.LOCKED_FRAME, Certainty.PROVED));
    assertThat(frameThatLocked(mixer, monitor).method()).isEqualTo("mix");
    assertThat(survivor.holds()).isEmpty();
    assertThat(survivor.frames()).extracting(Frame::method).startsWith("ask", "main");
    assertThat(dump.paused()).as("it did not notice").isZero();
  }

  /** A thread in Java code leaves no record of its last frame; the monitor names it. */
  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesAGhostWhoseFramesAreLost(Path jdk) {
    ThreadDump dump = dump(Targets.facts(forked(jdk, "monitor", "running")));

    ThreadSnapshot mixer = thread(dump, "mixer");
    Resource monitor = waitedFor(dump, thread(dump, "main"));

    assertThat(mixer.ghost()).isTrue();
    assertThat(mixer.frames()).isEmpty();
    assertThat(monitor.owners())
        .containsExactly(
            new Owner(mixer.ref(), Liveness.GHOST, Owner.Record.OBJECT_MONITOR, Certainty.PROVED));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesTheGhostThatHoldsALock(Path jdk) {
    ThreadDump dump = dump(Targets.facts(forked(jdk, "lock")));

    Resource lock = waitedFor(dump, thread(dump, "main"));

    assertThat(lock).isInstanceOf(Resource.OwnableSynchronizer.class);
    assertThat(lock.owners())
        .containsExactly(
            new Owner(
                thread(dump, "mixer").ref(),
                Liveness.GHOST,
                Owner.Record.EXCLUSIVE_OWNER_THREAD,
                Certainty.PROVED));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesTheGhostThatReads(Path jdk) {
    ThreadDump dump = dump(Targets.facts(forked(jdk, "write")));

    Resource lock = waitedFor(dump, thread(dump, "main"));

    assertThat(lock.owners())
        .containsExactly(
            new Owner(
                thread(dump, "mixer").ref(),
                Liveness.GHOST,
                Owner.Record.READ_HOLD,
                Certainty.PROVED));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recognisesASurvivorThatRuns(Path jdk) {
    KernelFacts child = Targets.facts(forked(jdk, "spin"));

    ThreadDump dump = dump(child);

    assertThat(dump.threads())
        .filteredOn(thread -> !thread.ghost())
        .extracting(thread -> thread.ref().name())
        .containsExactly("main");
    assertThat(thread(dump, "main").ref().tid()).isEqualTo(child.pid());
    assertThat(thread(dump, "main").frames()).extracting(Frame::method).startsWith("spin");
    assertThat(dump.paused()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsAJvmThatRefusesToBeAttachedTo(Path jdk) {
    long pid = targets.start(jdk, WaitingThreads.class, List.of("-XX:+DisableAttachMechanism"));

    assertThat(thread(dump(Targets.facts(pid)), "left").state()).isEqualTo(Thread.State.BLOCKED);
  }

  /** Whether the process ran just then, and had to be stopped, is another thing each time. */
  private static @Nullable ThreadDump withoutPause(@Nullable ThreadDump dump) {
    return dump == null
        ? null
        : new ThreadDump(dump.threads(), dump.resources(), Duration.ZERO, dump.version());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsOneProcessAfterTheOther(Path jdk) {
    for (String option :
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseParallelGC",
            "-XX:-UseCompressedOops",
            "-XX:+UseZGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseSerialGC")) {
      KernelFacts process =
          Targets.facts(targets.start(jdk, WaitingThreads.class, List.of(option)));

      Answer<ThreadDump> answer = source.dump(new LiveMachine(), process, deadline());

      // The Serviceability Agent of some JDKs can't read ZGC's heap; this must not spoil the next
      // target.
      try (ServiceabilitySource fresh = new ServiceabilitySource()) {
        ThreadDump other = fresh.dump(new LiveMachine(), process, deadline()).value();
        assertThat(withoutPause(answer.value())).as(option).isEqualTo(withoutPause(other));
      }
      if (!option.contains("ZGC")) {
        ThreadDump dump = Objects.requireNonNull(answer.value());
        assertThat(thread(dump, "left").state()).as(option).isEqualTo(Thread.State.BLOCKED);
        assertThat(waitedFor(dump, thread(dump, "bereft")).owners())
            .as(option)
            .extracting(owner -> owner.thread().name())
            .containsExactly("died");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsAllChildrenThatWaitAlikeEachForItself(Path jdk) {
    for (int i = 0; i < 3; i++) {
      KernelFacts child = Targets.facts(forked(jdk, "monitor"));

      ThreadDump dump = dump(child);

      assertThat(thread(dump, "main").ref().pid()).isEqualTo(child.pid());
      assertThat(thread(dump, "mixer").ref().pid()).isEqualTo(child.pid());
      assertThat(waitedFor(dump, thread(dump, "main")).owners())
          .extracting(owner -> owner.thread().pid())
          .containsExactly(child.pid());
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void stopsAProcessThatRunsAndLetsItGo(Path jdk) {
    long pid = targets.start(jdk, WaitingThreads.class, List.of(), "busy");

    ThreadDump dump = dump(Targets.facts(pid));

    assertThat(dump.paused()).isPositive();
    assertThat(thread(dump, "busy").frames()).extracting(Frame::method).startsWith("spin");
    assertThat(thread(dump, "left").state()).isEqualTo(Thread.State.BLOCKED);
    assertGoesOn(pid);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesAStoppedProcessStopped(Path jdk) {
    long pid = targets.start(jdk, WaitingThreads.class, List.of(), "busy");
    Targets.stop(pid);

    ThreadDump dump = dump(Targets.facts(pid));

    assertThat(Targets.facts(pid).state()).isEqualTo(ProcessState.STOPPED);
    assertThat(dump.paused()).isZero();
    assertThat(thread(dump, "right").state()).isEqualTo(Thread.State.BLOCKED);
    Targets.signal(pid, "CONT");
    assertGoesOn(pid);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void letsGoWhenTheHelperIsKilled(Path jdk) throws Exception {
    long pid = targets.start(jdk, WaitingThreads.class, List.of(), "busy");
    for (boolean killed : List.of(true, false)) {
      Process helper = helperThatHasStopped(jdk, pid);
      if (killed) {
        helper.destroyForcibly();
      } else {
        helper.getOutputStream().close(); // as if wubdiag had died
      }
      helper.waitFor();
      assertGoesOn(pid);
    }
  }

  @Test
  void resumesWhatAKilledHelperLeftStopped() {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of(), "busy");
    KernelFacts before = Targets.facts(pid);
    Targets.stop(pid);

    LeftStopped.resume(new LiveMachine(), before);

    assertGoesOn(pid);
  }

  @Test
  void leavesStoppedWhatWasStoppedBefore() {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of(), "busy");
    Targets.stop(pid);
    KernelFacts before = Targets.facts(pid);

    LeftStopped.resume(new LiveMachine(), before);

    assertThat(Targets.facts(pid).state()).isEqualTo(ProcessState.STOPPED);
  }

  @Test
  void printsThreadNamesAsTheyAre() {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of());

    assertThat(dump(Targets.facts(pid)).threads())
        .extracting(thread -> thread.ref().name())
        .contains("odd\tname\n\\ \u2192 \ud83d\ude00" + "x".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsAProcessOfARuntimeWithoutTheAgent(Path jdk, @TempDir Path directory) throws Exception {
    Path runtime = directory.resolve("runtime");
    Process jlink =
        targets.run(
            List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                "java.base,jdk.unsupported",
                "--output",
                runtime.toString()));
    assumeThat(jlink.waitFor()).as("this JDK can link a runtime").isZero();
    assumeThat(buildId(runtime)).as("with the same libjvm.so").isEqualTo(buildId(jdk));
    long pid = targets.start(runtime, WaitingThreads.class, List.of());

    assertThat(thread(dump(Targets.facts(pid)), "left").state()).isEqualTo(Thread.State.BLOCKED);
  }

  @Test
  void readsAJvmInAnotherPidNamespace() throws Exception {
    List<String> unshare = List.of("unshare", "--pid", "--mount", "--fork", "--mount-proc");
    Process works = targets.run(List.of("unshare", "--pid", "--fork", "--mount-proc", "true"));
    assumeThat(works.waitFor()).as("unshare works here").isZero();
    long launcher = targets.start(unshare, OWN_JDK, WaitingThreads.class, List.of(), "busy");
    long pid = ProcessHandle.of(launcher).orElseThrow().children().findFirst().orElseThrow().pid();
    KernelFacts process = Targets.facts(pid);

    ThreadDump dump = dump(process);

    assertThat(process.namespacePid()).isEqualTo(1);
    assertThat(dump.threads()).noneMatch(ThreadSnapshot::ghost);
    long tid = thread(dump, "left").ref().tid();
    assertThat(Files.readString(Path.of("/proc/" + pid + "/task/" + tid + "/comm")).strip())
        .isEqualTo("left");
    assertThat(thread(dump, "busy").frames()).extracting(Frame::method).startsWith("spin");
    assertGoesOn(pid);
  }

  @Test
  void saysThatAProcessHasEnded() throws Exception {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of());
    KernelFacts process = Targets.facts(pid);
    ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
    handle.destroyForcibly();
    handle.onExit().get();

    Answer<ThreadDump> answer = source.dump(new LiveMachine(), process, deadline());

    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.VANISHED);
  }

  @Test
  void saysThatAProcessIsNoJvm() {
    Process sleep = targets.run(List.of("sleep", "1000"));

    Answer<ThreadDump> answer =
        source.dump(new LiveMachine(), Targets.facts(sleep.pid()), deadline());

    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.UNSUPPORTED);
  }

  @Test
  void endsAtTheDeadlineAndLetsGo() {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of(), "busy");

    Answer<ThreadDump> answer =
        source.dump(new LiveMachine(), Targets.facts(pid), Deadline.after(Duration.ZERO));

    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertGoesOn(pid);
  }

  @Test
  void tellsAnotherUserWhatToDo() throws Exception {
    KernelFacts process = Targets.facts(targets.start(OWN_JDK, WaitingThreads.class, List.of()));
    assumeThat(process.uid()).as("can become another user").isZero();
    Process onlooker =
        targets.run(
            List.of(
                "setpriv",
                "--reuid",
                "65534",
                "--clear-groups",
                "--",
                OWN_JDK.resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Onlooker.class.getName(),
                Long.toString(process.pid()),
                Objects.requireNonNull(process.libjvm())));
    String line = Targets.firstLine(onlooker);
    assumeThat(onlooker.waitFor()).as("the classes may be read by anyone").isZero();

    assertThat(line)
        .isEqualTo("NOT_PERMITTED: it belongs to user 0; run wubdiag as that user or as root");
  }

  @Test
  void saysWhoTracesAProcessThatItCannotStop() throws Exception {
    long pid = targets.start(OWN_JDK, WaitingThreads.class, List.of(), "busy");
    Process tracer = targets.run(List.of("strace", "-f", "-e", "trace=none", "-p", "" + pid));
    while (ProcStatus.ofProcess(new LiveMachine(), pid).number("TracerPid", 0) == 0) {
      assumeThat(tracer.isAlive()).as("strace works here").isTrue();
    }

    Answer<ThreadDump> answer = source.dump(new LiveMachine(), Targets.facts(pid), deadline());

    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.NOT_PERMITTED);
    assertThat(answer.attempt().reason()).contains("process " + tracer.pid());
  }

  private static String buildId(Path jdk) throws Exception {
    try (var file = new LiveMachine().open(jdk.resolve("lib/server/libjvm.so").toString())) {
      return Objects.requireNonNull(BuildId.ofFile(file));
    }
  }

  /** The helper, at an instant at which it has stopped this process. */
  private Process helperThatHasStopped(Path jdk, long pid) throws Exception {
    Libjvm libjvm = Objects.requireNonNull(Libjvm.of(new LiveMachine(), Targets.facts(pid)));
    Path classes =
        Path.of(
            ServiceabilitySource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (int i = 0; i < 20; i++) {
      Process helper =
          targets.run(new HelperJdk(jdk.toString(), "").command(new LiveMachine(), classes));
      String request = pid + " " + Long.toHexString(libjvm.address()) + "\n";
      helper.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      helper.getOutputStream().flush();
      while (helper.isAlive() && helper.getInputStream().available() == 0) {
        if (Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") t ")) {
          return helper;
        }
      }
      helper.destroyForcibly();
    }
    throw new AssertionError("it was never seen stopped");
  }

  /** Asserts that its busy thread gets the processor again. */
  private static void assertGoesOn(long pid) {
    KernelFacts before = Targets.facts(pid);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (cpuNanos(Targets.facts(pid)) < cpuNanos(before) + 20_000_000) {
      assertThat(System.nanoTime()).as("it goes on").isLessThan(end);
    }
  }

  private static long cpuNanos(KernelFacts process) {
    return process.tasks().stream()
        .mapToLong(task -> Objects.requireNonNull(task.counters()).cpuNanos())
        .sum();
  }

  private long forked(Path jdk, String... modes) {
    return targets.start(jdk, ForkingJvm.class, List.of("-Xint"), modes);
  }

  private ThreadDump dump(KernelFacts process) {
    Answer<ThreadDump> answer = source.dump(new LiveMachine(), process, deadline());
    if (answer.value() == null) {
      throw new AssertionError(answer.attempt().toString());
    }
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.ANSWERED);
    return answer.value();
  }

  private static ThreadSnapshot thread(ThreadDump dump, String name) {
    return dump.threads().stream()
        .filter(thread -> thread.ref().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no thread " + name));
  }

  private static Resource waitedFor(ThreadDump dump, ThreadSnapshot thread) {
    Wait wait = Objects.requireNonNull(thread.waitsFor(), () -> thread + " waits for nothing");
    return dump.resources().stream()
        .filter(resource -> resource.id().equals(wait.resource()))
        .findFirst()
        .orElseThrow();
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private static Frame frameThatLocked(ThreadSnapshot thread, Resource monitor) {
    return thread.frames().stream()
        .filter(frame -> frame.locked().contains(monitor.id()))
        .findFirst()
        .orElseThrow();
  }
}
