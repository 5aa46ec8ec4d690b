package io.wubdiag.collect.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.ProcessState;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
  @TempDir Path directory;
  private SyntheticProc proc;

  @BeforeEach
  void layOut() {
    proc = new SyntheticProc(directory);
  }

  @Test
  void listsTreeParentsFirstAndChildrenByPid() {
    proc.process(1, 0, "init")
        .process(100, 1, "server")
        .process(9, 100, "worker")
        .process(30, 100, "worker")
        .process(200, 9, "helper")
        .process(8, 30, "helper")
        .process(50, 1, "other");

    assertThat(pids(table().tree(100))).containsExactly(100, 9, 200, 30, 8);
  }

  @Test
  void hasNoTreeBelowAPidThatIsNotThere() {
    proc.process(1, 0, "init").process(7, 6, "orphan");

    assertThat(table().tree(6)).isEmpty();
  }

  @Test
  void endsWhenParentsFormACircle() {
    proc.process(5, 7, "a").process(6, 5, "b").process(7, 6, "c").process(8, 8, "itself");

    assertThat(pids(table().tree(5))).containsExactly(5, 6, 7);
    assertThat(pids(table().tree(8))).containsExactly(8);
  }

  @Test
  void leavesOutItselfAndWhatItStartedUnlessAskedFor() {
    proc.process(1, 0, "init").process(20, 1, "java").process(21, 20, "helper").link("self", "20");

    assertThat(pids(table().tree(1))).containsExactly(1);
    assertThat(pids(table().tree(20))).containsExactly(20, 21);
  }

  @Test
  void followsTenThousandGenerations() {
    for (int pid = 1; pid <= 10_000; pid++) {
      proc.file(pid + "/stat", SyntheticProc.stat(pid, "x", 'S', pid - 1, 0, 1, 100));
    }

    assertThat(table().tree(1)).hasSize(10_000);
  }

  @Test
  void takesAProcessForEndedOnlyIfNoneOfItsThreadsLives() {
    proc.process(5, 1, "zombie", 'Z')
        .process(6, 1, "headless", 'Z')
        .task(6, 7, "worker", 'S')
        .process(8, 1, "alive");

    ProcessTable table = table();
    assertThat(table.hasEnded(table.find(5).orElseThrow())).isTrue();
    assertThat(table.hasEnded(table.find(6).orElseThrow())).isFalse();
    assertThat(table.hasEnded(table.find(8).orElseThrow())).isFalse();
  }

  @Test
  void passesOverWhatIsNoProcess() {
    proc.process(3, 1, "odd ) name (\n")
        .file("4/stat", "4 (cut off) S 1")
        .file("5/stat", "")
        .file("6/comm", "gone")
        .unreadable("7/stat")
        .file("0/stat", SyntheticProc.stat(0, "x", 'S', 1, 0, 1, 1))
        .file("99999999999999999999/stat", SyntheticProc.stat(9, "x", 'S', 1, 0, 1, 1))
        .file("12a/stat", SyntheticProc.stat(12, "x", 'S', 1, 0, 1, 1))
        .file("stat", "btime 1\n");

    assertThat(table().all())
        .containsExactly(new ListedProcess(3, 1, 100, "odd ) name (\n", ProcessState.SLEEPING));
  }

  @Test
  void isEmptyWithoutProc() {
    assertThat(ProcessTable.read(new LiveMachine(directory.resolve("none").toString())).all())
        .isEmpty();
  }

  @Test
  void findsByPid() {
    proc.process(3, 1, "x");

    assertThat(table().find(3)).isPresent();
    assertThat(table().find(4)).isEmpty();
  }

  @Test
  void matchesExpressionsOverTheWholeCommandLine() {
    proc.process(3, 1, "java")
        .file("3/cmdline", "/opt/jdk/bin/java\0-jar\0shop.jar\0")
        .process(4, 1, "java")
        .file("4/cmdline", "java\0-jar\0bank.jar\0")
        .process(5, 1, "kthreadd")
        .process(6, 1, "gone", 'Z')
        .file("6/cmdline", "");

    assertThat(pids(table().matching("shop"))).containsExactly(3);
    assertThat(pids(table().matching("java -jar (shop|bank)\\.jar$"))).containsExactly(3, 4);
    assertThat(pids(table().matching("^kthreadd$"))).containsExactly(5);
    assertThat(pids(table().matching("gone"))).containsExactly(6);
  }

  @Test
  void refusesWhatIsNoExpression() {
    assertThatThrownBy(() -> table().matching("*.jar")).isInstanceOf(PatternSyntaxException.class);
  }

  @Test
  void matchesNeitherItselfNorWhatLaunchedIt() {
    proc.process(1, 0, "init")
        .process(10, 1, "java")
        .file("10/cmdline", "java\0-jar\0shop-wubdiag-demo.jar\0")
        .process(11, 10, "bash")
        .file("11/cmdline", "-bash\0shop")
        .process(12, 11, "sudo")
        .file("12/cmdline", "sudo\0wubdiag\0dump\0shop\0")
        .process(13, 12, "sh")
        .file("13/cmdline", "/bin/sh\0/usr/bin/wubdiag\0dump\0shop\0")
        .process(14, 13, "java")
        .file("14/cmdline", "java\0-jar\0cli.jar\0dump\0shop\0")
        .link("self", "14");

    assertThat(pids(table().matching("shop"))).containsExactly(10, 11);
  }

  @Test
  void tellsWhoseThreadAnIdIs() {
    proc.process(40, 1, "x")
        .file("40/status", "Name:\tx\nTgid:\t40\n")
        .file("41/status", "Name:\tx\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t40\nPid:\t41\n")
        .file("42/status", "Name:\tx\n");

    assertThat(table().leaderOf(41)).hasValue(40);
    assertThat(table().leaderOf(40)).isEmpty();
    assertThat(table().leaderOf(42)).isEmpty();
    assertThat(table().leaderOf(43)).isEmpty();
  }

  @Test
  void findsTheAncestorThatNumbersAThreadSo() {
    proc.process(50, 1, "unshare")
        .process(70, 50, "container")
        .task(70, 72, "its thread", 'S')
        .file("70/task/72/status", "Name:\tx\nNSpid:\t72\t5\n")
        .process(80, 70, "child")
        .process(90, 80, "grandchild")
        .process(5, 1, "of the host, numbered alike");

    assertThat(table().ancestorWithThread(80, 5)).isEqualTo(70);
    assertThat(table().ancestorWithThread(90, 5)).isEqualTo(70);
    assertThat(table().ancestorWithThread(90, 50)).isEqualTo(50);
    assertThat(table().ancestorWithThread(90, 6)).isZero();
    assertThat(table().ancestorWithThread(4, 5)).isZero();
  }

  private ProcessTable table() {
    return ProcessTable.read(new LiveMachine(directory.toString()));
  }

  private static List<Integer> pids(List<ListedProcess> processes) {
    return processes.stream().map(process -> (int) process.pid()).toList();
  }
}
