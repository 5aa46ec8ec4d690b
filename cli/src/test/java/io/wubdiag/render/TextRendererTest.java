package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The whole text of each kind of report. What is expected stands in files beside this class. */
class TextRendererTest {
  private static final TextOptions PLAIN = new TextOptions(false, 80, false, false);
  private static final TextOptions NARROW = new TextOptions(false, 60, false, false);
  private static final TextOptions WIDE = new TextOptions(false, 100, false, true);
  private static final TextOptions FULL = new TextOptions(false, 80, true, false);

  @Test
  void showsGhostThatHoldsALoggingHandler() throws IOException {
    check(SampleReports.forkInheritedHandler(), PLAIN, "fork-inherited-handler");
  }

  @Test
  void wrapsAtSixtyColumns() throws IOException {
    check(SampleReports.forkInheritedHandler(), NARROW, "fork-inherited-handler-60");
  }

  @Test
  void explainsHowToCheckTheProof() throws IOException {
    check(SampleReports.forkInheritedHandler(), WIDE, "fork-inherited-handler-100-explained");
  }

  @Test
  void showsChildrenThatHangAlikeOnce() throws IOException {
    check(SampleReports.threeChildrenAlike(), PLAIN, "three-children-alike");
  }

  @Test
  void showsChainToInheritedReentrantLock() throws IOException {
    check(SampleReports.forkInheritedLock(), PLAIN, "fork-inherited-lock");
  }

  @Test
  void namesHotSpotsMutex() throws IOException {
    check(SampleReports.forkInheritedNativeMutex(), PLAIN, "fork-inherited-native-mutex");
  }

  @Test
  void showsCollectionThatNobodyIsLeftToRun() throws IOException {
    check(SampleReports.forkWithoutVmThread(), PLAIN, "fork-without-vm-thread");
  }

  @Test
  void showsCycleOfTwo() throws IOException {
    check(SampleReports.deadlock(2), PLAIN, "deadlock-of-two");
  }

  @Test
  void showsCycleOfThree() throws IOException {
    check(SampleReports.deadlock(3), WIDE, "deadlock-of-three");
  }

  @Test
  void showsThreadThatWaitsForItself() throws IOException {
    check(SampleReports.upgradeOfReadLock(), PLAIN, "upgrade-of-read-lock");
  }

  @Test
  void showsOrdersThatCanDeadlock() throws IOException {
    check(SampleReports.lockOrderInversion(), PLAIN, "lock-order-inversion");
  }

  @Test
  void showsOrphanedLock() throws IOException {
    check(SampleReports.orphanedLock(), PLAIN, "orphaned-lock");
  }

  @Test
  void showsLockLeftByPooledThread() throws IOException {
    check(SampleReports.lockLeftByPooledThread(), PLAIN, "lock-left-by-pooled-thread");
  }

  @Test
  void showsStoppedProcess() throws IOException {
    check(SampleReports.stopped(), PLAIN, "stopped");
  }

  @Test
  void showsPoolThatWaitsForItsOwnQueue() throws IOException {
    check(SampleHangs.starvedPool(), PLAIN, "starved-pool");
  }

  @Test
  void showsVirtualThreadsWithoutACarrier() throws IOException {
    check(SampleHangs.pinnedCarriers(), PLAIN, "pinned-carriers");
  }

  @Test
  void showsFullQueueWithoutAConsumer() throws IOException {
    check(SampleHangs.fullQueue(), PLAIN, "full-queue");
  }

  @Test
  void showsLatchThatNobodyOpens() throws IOException {
    check(SampleHangs.latch(), PLAIN, "latch");
  }

  @Test
  void showsPermitsThatNobodyGivesBack() throws IOException {
    check(SampleHangs.permits(), PLAIN, "permits");
  }

  @Test
  void showsWaitForANotificationUnderALock() throws IOException {
    check(SampleHangs.nestedLocks(), PLAIN, "nested-locks");
  }

  @Test
  void showsSharedSemaphore() throws IOException {
    check(SampleReports.sharedSemaphore(), PLAIN, "shared-semaphore");
  }

  @Test
  void showsThreadThatSpinsInACorruptMap() throws IOException {
    check(SampleHangs.corruptMap(), PLAIN, "corrupt-map");
  }

  @Test
  void showsThreadThatSpinsUnderALock() throws IOException {
    check(SampleHangs.flagUnderLock(), PLAIN, "flag-under-lock");
  }

  @Test
  void showsPipeThatNobodyReads() throws IOException {
    check(SampleHangs.fullPipe(), PLAIN, "full-pipe");
  }

  @Test
  void showsContentionAsNoHang() throws IOException {
    check(SampleReports.contended(), PLAIN, "contended");
  }

  @Test
  void namesTheDaemonThatKeepsAPipeOpen() throws IOException {
    check(SampleReports.pipeLeftOpen(), PLAIN, "pipe-left-open");
  }

  @Test
  void namesThePipeThatNobodyReads() throws IOException {
    check(SampleReports.namedPipeNobodyReads(), PLAIN, "named-pipe-nobody-reads");
  }

  @Test
  void showsWhatTheAgentNoted() throws IOException {
    check(SampleReports.notedByTheAgent(), PLAIN, "noted-by-the-agent");
  }

  @Test
  void saysThatNothingWasFound() throws IOException {
    check(SampleReports.nothingFound(), PLAIN, "nothing-found");
  }

  @Test
  void saysWhatCouldNotBeLookedAt() throws IOException {
    check(SampleReports.notEvaluated(), NARROW, "not-evaluated");
  }

  @Test
  void saysThatTheTargetIsOutOfReach() throws IOException {
    check(SampleReports.outOfReach(), PLAIN, "out-of-reach");
  }

  @Test
  void countsSeveralFindingsFirst() throws IOException {
    check(SampleReports.severalFindings(), PLAIN, "several-findings");
  }

  @Test
  void addsAllThreadsInTheStyleOfThreadDumps() throws IOException {
    check(SampleReports.upgradeOfReadLock(), FULL, "full");
  }

  @Test
  void showsOfManyProcessesThoseThatMatter() throws IOException {
    check(SampleReports.manyProcesses(), PLAIN, "many-processes");
  }

  @Test
  void cutsLongStacksAroundTheMarkedFrame() throws IOException {
    check(SampleReports.deepStack(), PLAIN, "deep-stack");
  }

  @Test
  void letsNoNameWriteOnTheTerminal() throws IOException {
    check(SampleReports.hostileNames(), FULL, "hostile-names");
  }

  @Test
  void writesNoControlCharacterBesideItsOwnColours() {
    String text =
        TextRenderer.render(SampleReports.hostileNames(), new TextOptions(true, 80, true, true));

    String withoutColours = text.replaceAll("\u001b\\[[0-9;]*m", "");
    assertThat(
            withoutColours.codePoints().filter(c -> c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0))
        .isEmpty();
    assertThat(text).doesNotContain("\u001b[31mred", "\u001b[2J", "\u202e");
  }

  @Test
  void coloursHangRedAndContentionYellow() {
    TextOptions coloured = new TextOptions(true, 80, false, false);

    assertThat(TextRenderer.render(SampleReports.orphanedLock(), coloured))
        .startsWith("\u001b[1;31mHANG  orphaned lock\u001b[0m: proved,");
    assertThat(TextRenderer.render(SampleReports.contended(), coloured))
        .startsWith("\u001b[32mNo hang found\u001b[0m in 1 process, 3 threads.\n")
        .contains("\n\u001b[1;33mCONTENTION  lock held for 4.2 s\u001b[0m: proved,");
  }

  @Test
  void isTheSameTextInColour() {
    TextOptions coloured = new TextOptions(true, 80, true, true);
    TextOptions plain = new TextOptions(false, 80, true, true);

    String text = TextRenderer.render(SampleReports.severalFindings(), coloured);
    assertThat(text.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(TextRenderer.render(SampleReports.severalFindings(), plain));
  }

  @Test
  void doesNotWrapAtWidthZero() {
    String text =
        TextRenderer.render(SampleReports.orphanedLock(), new TextOptions(false, 0, false, false));

    assertThat(text)
        .contains(
            "\nThread \"uploader-8\" and 7 more of process 4711 hang for ever, waiting for a"
                + " java.util.concurrent.locks.ReentrantLock. Its owner, \"uploader-7\", has"
                + " ended without releasing it.\n");
  }

  private static void check(Report report, TextOptions options, String file) throws IOException {
    assertThat(TextRenderer.render(report, options)).isEqualTo(expected(file + ".txt"));
  }

  private static String expected(String file) throws IOException {
    try (InputStream in = TextRendererTest.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
