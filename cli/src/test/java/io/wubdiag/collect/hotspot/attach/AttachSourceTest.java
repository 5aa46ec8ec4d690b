package io.wubdiag.collect.hotspot.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Asks real JVMs, of every JDK on this machine. The file is long: its tests share these JVMs, which
 * take time to start.
 */
class AttachSourceTest {
  private static final String JDKS = "io.wubdiag.collect.hotspot.attach.SubjectJvm#jdks";

  @ParameterizedTest
  @MethodSource(JDKS)
  void tellsWhatEachThreadWaitsForAndHolds(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "waits")) {
      ThreadDump dump = answered(jvm.dump());
      // This thread's state alone does not tell that it waits: it may still be on its way.
      while (thread(dump, "waits for initialisation").waitsFor() == null) {
        dump = answered(jvm.dump());
      }

      assertThat(dump.version()).startsWith(Runtime.Version.parse(dump.version()).feature() + ".");
      assertThat(dump.paused()).isPositive();

      Monitor monitor = (Monitor) awaited(dump, "blocked", Wait.Kind.ENTER_MONITOR, false);
      assertThat(monitor.className()).isEqualTo("java.lang.Object");
      assertThat(thread(dump, "blocked").state()).isEqualTo(Thread.State.BLOCKED);
      assertOwner(dump, monitor, "holder", Owner.Record.LOCKED_FRAME, Certainty.PROVED);
      Frame locker = frameThatLocked(thread(dump, "holder"), monitor);
      assertThat(locker.className()).isEqualTo(Subject.class.getName());
      assertThat(locker.method()).isEqualTo("hold");
      assertThat(locker.file()).isEqualTo("Subject.java");
      assertThat(locker.line()).isPositive();
      assertThat(thread(dump, "holder").frames().get(0).nativeMethod()).isTrue();
      assertThat(thread(dump, "holder").frames())
          .extracting(Frame::className)
          .contains("java.lang.Thread");

      Monitor ofClass = (Monitor) awaited(dump, "blocked on class", Wait.Kind.ENTER_MONITOR, false);
      assertThat(ofClass.className()).isEqualTo("java.lang.Class");
      assertThat(ofClass.detail()).isEqualTo(Subject.class.getName());
      assertOwner(dump, ofClass, "holder of class", Owner.Record.LOCKED_FRAME, Certainty.PROVED);

      Resource waited = awaited(dump, "waiting", Wait.Kind.OBJECT_WAIT, false);
      assertThat(waited.owners()).isEmpty();
      assertHolds(dump, "waiting", "java.lang.StringBuffer");
      awaited(dump, "waiting timed", Wait.Kind.OBJECT_WAIT, true);
      Resource bell = awaited(dump, "notified", Wait.Kind.REENTER_MONITOR, false);
      assertOwner(dump, bell, "ringer", Owner.Record.LOCKED_FRAME, Certainty.PROVED);
      assertHolds(dump, "notified", "java.lang.StringBuffer");

      Resource lock = awaited(dump, "parked", Wait.Kind.PARK, false);
      assertThat(lock).isInstanceOf(OwnableSynchronizer.class);
      assertThat(thread(dump, "parked without blocker").waitsFor()).isNull();
      Resource latch = awaited(dump, "parked timed", Wait.Kind.PARK, true);
      assertThat(latch).isInstanceOf(UnownedSynchronizer.class);
      Resource blocker = awaited(dump, "parked at a monitor", Wait.Kind.PARK, false);
      assertThat(blocker).isInstanceOf(UnownedSynchronizer.class);
      assertThat(blocker.id()).isNotEqualTo(monitor.id());

      Resource initialisation =
          awaited(dump, "waits for initialisation", Wait.Kind.CLASS_INITIALISATION, false);
      assertThat(((ClassInitialisation) initialisation).className())
          .isEqualTo(Subject.Endless.class.getName());
      assertOwner(
          dump, initialisation, "initialising", Owner.Record.INITIALISER, Certainty.INFERRED);

      ThreadSnapshot main = thread(dump, "main");
      assertThat(main.cpu()).isPositive();
      assertThat(main.daemon()).isFalse();
      assertThat(thread(dump, "holder").daemon()).isTrue();
      ThreadSnapshot vmThread = thread(dump, "VM Thread");
      assertThat(vmThread.state()).isNull();
      assertThat(vmThread.ref().javaId()).isZero();
      assertThat(jvm.facts().tasks())
          .filteredOn(task -> task.name().equals("VM Thread"))
          .extracting(Task::tid)
          .containsExactly(vmThread.ref().tid());
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void readsNamesThatLookLikeADump(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "names")) {
      ThreadDump dump = answered(jvm.dump());

      assertThat(dump.threads())
          .extracting(thread -> thread.ref().name())
          .contains(Subject.names())
          .doesNotContain("forged");
      for (String name : Subject.names()) {
        ThreadSnapshot thread = thread(dump, name);
        assertThat(thread.state()).isEqualTo(Thread.State.TIMED_WAITING);
        assertThat(thread.ref().tid()).isGreaterThan(jvm.pid());
        assertThat(thread.frames()).extracting(Frame::method).contains("sleep", "run");
      }
      assertThat(dump.threads())
          .filteredOn(thread -> thread.ref().name().equals("VM Thread"))
          .hasSize(1);
      assertThat(dump.resources()).noneMatch(resource -> resource.id().identity().equals("0x10"));
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void readsAnAnswerOfMegabytesWhole(Path jdk) throws AttachFailure {
    int threads = 1_000;
    int depth = 120;
    try (SubjectJvm jvm =
        SubjectJvm.start(jdk, List.of("-Xss512k"), "deep", threads + "", depth + "")) {
      ThreadDump dump = answered(jvm.dump());

      assertThat(dump.threads())
          .filteredOn(thread -> thread.ref().name().startsWith("deep-"))
          .hasSize(threads)
          .allSatisfy(
              thread ->
                  assertThat(thread.frames())
                      .filteredOn(frame -> frame.method().equals("descend"))
                      .hasSize(depth + 1));

      String socket =
          new AttachHandshake(new LiveMachine(), jvm.facts(), OwnUser.uid(new LiveMachine()))
              .socket(false, Deadline.after(SubjectJvm.LONG));
      Machine.Reply reply =
          new AttachSocket(new LiveMachine(), socket)
              .jcmd("Thread.print", Deadline.after(SubjectJvm.LONG));
      assertThat(reply.text()).hasSizeGreaterThan(5 << 20);
      assertThat(reply.text()).contains("JNI global refs");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void leavesNothingBehindAndNeedsNoSignalTheSecondTime(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "names")) {
      answered(jvm.dump());
      assertThat(jvm.leftovers()).isEmpty();
      // A second SIGQUIT would make it print a dump.
      answered(jvm.dump());
      assertThat(jvm.leftovers()).isEmpty();
      assertThat(jvm.output()).isEqualTo("READY\n");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void leavesAJvmAloneThatIsNotToBeAttachedTo(Path jdk) {
    List<String> disabled = List.of("-XX:+DisableAttachMechanism");
    try (SubjectJvm jvm = SubjectJvm.start(jdk, disabled, "names")) {
      assertLeftAlone(jvm, jvm.dump());
    }
    // An option that the command line does not show, but the caller may know.
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "names")) {
      assertLeftAlone(
          jvm,
          new AttachSource(new LiveMachine())
              .dump(jvm.facts(), true, Deadline.after(SubjectJvm.LONG)));
    }
  }

  /** Many concurrent requests: a second signal would make the JVM print a dump. */
  @ParameterizedTest
  @MethodSource(JDKS)
  void sendsOneSignalHoweverManyAsk(Path jdk) throws Exception {
    ExecutorService askers = Executors.newFixedThreadPool(4);
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "names")) {
      Callable<Answer<ThreadDump>> question = jvm::dump;
      for (Future<Answer<ThreadDump>> answer : askers.invokeAll(Collections.nCopies(4, question))) {
        answered(answer.get());
      }
      assertThat(jvm.output()).isEqualTo("READY\n");
      assertThat(jvm.leftovers()).isEmpty();
    } finally {
      askers.shutdown();
    }
  }

  private static void assertLeftAlone(SubjectJvm jvm, Answer<ThreadDump> answer) {
    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(answer.attempt().reason()).contains("-XX:+DisableAttachMechanism");
    assertThat(jvm.output()).isEqualTo("READY\n");
    assertThat(jvm.leftovers()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void sendsNoSignalToAJvmThatListensOfItself(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of("-Xrs"), "names")) {
      assertThat(jvm.facts().catchesSigquit()).isFalse();

      answered(jvm.dump());

      assertThat(jvm.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void doesNotKillAJvmThatDoesNotCatchSigquit(Path jdk) {
    // From an options file, so that the command line does not show it.
    List<String> deaf = List.of("-Xrs", "-XX:VMOptionsFile=disabled");
    try (SubjectJvm jvm = SubjectJvm.start(jdk, deaf, "names")) {
      Answer<ThreadDump> answer = jvm.dump();

      assertThat(answer.attempt().outcome()).isEqualTo(Outcome.UNSUPPORTED);
      assertThat(answer.attempt().reason()).contains("does not catch SIGQUIT");
      assertThat(jvm.leftovers()).isEmpty();
      assertThat(jvm.isAlive()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void doesNotKillAJvmThatStartsUp(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(List.of(), jdk, List.of(), "names")) {
      // From its first millisecond on, when it may still be a copy of this JVM.
      Answer<ThreadDump> answer = jvm.dump();
      while (answer.value() == null) {
        assertThat(answer.attempt().outcome()).isIn(Outcome.UNSUPPORTED, Outcome.SKIPPED);
        answer = jvm.dump();
      }
      jvm.awaitReady();
      assertThat(jvm.leftovers()).isEmpty();
      assertThat(jvm.output()).isEqualTo("READY\n");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void doesNotWaitForAStoppedProcess(Path jdk) {
    try (SubjectJvm jvm = SubjectJvm.start(jdk, List.of(), "names")) {
      KernelFacts running = jvm.facts();
      jvm.signal("STOP");
      while (jvm.facts().state().letter() != 'T') {
        SubjectJvm.pause();
      }

      Answer<ThreadDump> answer =
          new AttachSource(new LiveMachine()).dump(running, false, Deadline.after(SubjectJvm.LONG));

      assertThat(answer.attempt().outcome()).isEqualTo(Outcome.SKIPPED);
      assertThat(answer.attempt().reason()).contains("stopped");
      jvm.signal("CONT");
      answered(jvm.dump());
      assertThat(jvm.output()).isEqualTo("READY\n");
    }
  }

  @ParameterizedTest
  @MethodSource(JDKS)
  void asRootAsksAnotherUsersJvm(Path jdk) {
    assumeThat(OwnUser.uid(new LiveMachine())).isZero();
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
    List<String> asNobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    try (SubjectJvm jvm = SubjectJvm.start(asNobody, jdk, List.of(), "names").awaitReady()) {
      KernelFacts facts = jvm.facts();
      assertThat(facts.uid()).isEqualTo(65534);

      answered(jvm.dump());

      assertThat(jvm.leftovers()).isEmpty();
      assertThat(jvm.output()).isEqualTo("READY\n");
    }
  }

  @Test
  void tellsAnotherUserWhatToDo() {
    try (SubjectJvm jvm = SubjectJvm.start(SubjectJvm.jdks().get(0), List.of(), "names")) {
      KernelFacts facts = jvm.facts();
      AttachHandshake ofAnother = new AttachHandshake(new LiveMachine(), facts, facts.uid() + 1);

      assertThat(failure(ofAnother).outcome()).isEqualTo(Outcome.NOT_PERMITTED);
      assertThat(failure(ofAnother).reason())
          .contains("it runs as uid " + facts.uid())
          .contains("sudo -u '#" + facts.uid() + "'");
    }
  }

  /** A JVM in another pid namespace, with another {@code /tmp}. */
  @ParameterizedTest
  @MethodSource(JDKS)
  void asksAJvmInOtherNamespaces(Path jdk) throws Exception {
    List<String> unshare = List.of("unshare", "--pid", "--fork", "--mount", "--mount-proc");
    assumeThat(OwnUser.uid(new LiveMachine())).isZero();
    assumeThat(succeeds(unshare)).isTrue();
    List<String> inContainer = new ArrayList<>(unshare);
    // Its classes are in a directory that the new /tmp would hide, so they are mounted there again.
    String script =
        "mount --bind \"$PWD\" /mnt && mount -t tmpfs none /tmp && mkdir -p \"$PWD\""
            + " && mount --bind /mnt \"$PWD\" && exec \"$0\" \"$@\"";
    inContainer.addAll(List.of("sh", "-c", script));
    boolean virtual = SubjectJvm.jdksWithVirtualThreads().contains(jdk);
    try (SubjectJvm launcher =
            SubjectJvm.start(inContainer, jdk, List.of(), virtual ? "virtual" : "names");
        SubjectJvm jvm = launcher.awaitReady().child()) {
      assertThat(jvm.facts().namespacePid()).isEqualTo(1);

      ThreadDump dump = answered(jvm.dump());

      assertThat(thread(dump, "main").ref().tid()).isGreaterThan(jvm.pid());
      assertThat(dump.threads()).anyMatch(thread -> thread.virtual() == virtual);
      assertThat(jvm.leftovers()).isEmpty();
    }
  }

  @Test
  void tellsOfAProcessThatHasEnded() {
    SubjectJvm jvm = SubjectJvm.start(SubjectJvm.jdks().get(0), List.of(), "names");
    KernelFacts facts = jvm.facts();
    jvm.close();

    Answer<ThreadDump> answer =
        new AttachSource(new LiveMachine()).dump(facts, false, Deadline.after(SubjectJvm.LONG));

    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.VANISHED);
  }

  private static boolean succeeds(List<String> unshare) throws Exception {
    List<String> command = new ArrayList<>(unshare);
    command.add("true");
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private static AttachFailure failure(AttachHandshake handshake) {
    try {
      String socket = handshake.socket(false, Deadline.after(Duration.ofSeconds(5)));
      throw new AssertionError("got " + socket);
    } catch (AttachFailure e) {
      return e;
    }
  }

  static ThreadDump answered(Answer<ThreadDump> answer) {
    assertThat(answer.attempt().outcome())
        .as(answer.attempt().reason())
        .isEqualTo(Outcome.ANSWERED);
    assertThat(answer.attempt().reason()).isEmpty();
    ThreadDump dump = answer.value();
    assertThat(dump).isNotNull();
    return dump;
  }

  static ThreadSnapshot thread(ThreadDump dump, String name) {
    return dump.threads().stream()
        .filter(thread -> thread.ref().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no thread " + name));
  }

  static Resource awaited(ThreadDump dump, String name, Wait.Kind kind, boolean timed) {
    Wait wait = thread(dump, name).waitsFor();
    assertThat(wait).as(name).isNotNull();
    assertThat(wait.kind()).isEqualTo(kind);
    assertThat(wait.timed()).isEqualTo(timed);
    return dump.resources().stream()
        .filter(resource -> resource.id().equals(wait.resource()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no resource " + wait.resource()));
  }

  static void assertOwner(
      ThreadDump dump, Resource resource, String name, Owner.Record record, Certainty certainty) {
    assertThat(resource.owners())
        .containsExactly(
            new Owner(thread(dump, name).ref(), Owner.Liveness.LIVE, record, certainty));
  }

  private static void assertHolds(ThreadDump dump, String name, String className) {
    List<String> held =
        thread(dump, name).holds().stream()
            .map(
                id ->
                    dump.resources().stream()
                        .filter(resource -> resource.id().equals(id))
                        .map(resource -> ((Monitor) resource).className())
                        .findFirst()
                        .orElseThrow())
            .toList();
    assertThat(held).isEqualTo(Arrays.asList(className));
  }

  private static Frame frameThatLocked(ThreadSnapshot thread, Resource monitor) {
    return thread.frames().stream()
        .filter(frame -> frame.locked().contains(monitor.id()))
        .findFirst()
        .orElseThrow();
  }
}
