package io.wubdiag.model.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import org.junit.jupiter.api.Test;

class JvmThreadsTest {
  private final Jvm jvm = new SnapshotBuilder().jvm(100, 1, "java");

  private JvmThread thread(String name, String... frames) {
    JvmThread thread = jvm.thread(name);
    for (String frame : frames) {
      thread.at(frame);
    }
    return thread;
  }

  private static boolean isCertain(JvmThread thread) {
    return JvmThreads.isCertain(thread.snapshot());
  }

  private static boolean isLikely(JvmThread thread) {
    return JvmThreads.isLikely(thread.snapshot());
  }

  @Test
  void knowsThoseWithoutFramesByTheirNames() {
    for (String name : new String[] {"Signal Dispatcher", "Service Thread", "C2 CompilerThread0"}) {
      assertThat(isCertain(thread(name))).as(name).isTrue();
      assertThat(isLikely(thread(name))).as(name).isTrue();
    }
  }

  /** It may be the application's, which just starts. */
  @Test
  void isNotCertainOfAThreadWithoutFramesAndOfNoKnownName() {
    assertThat(isCertain(thread("mixer"))).isFalse();
    assertThat(isLikely(thread("mixer"))).isTrue();
  }

  /** A signal's handler is the application's code. */
  @Test
  void isNotCertainOfAKnownNameThatRunsCode() {
    String handler = "com.acme.Handler.handle(Handler.java:7)";

    assertThat(isCertain(thread("Signal Dispatcher", handler))).isFalse();
    assertThat(isLikely(thread("Signal Dispatcher", handler))).isTrue();
    assertThat(isLikely(thread("Service Thread", handler))).isFalse();
  }

  @Test
  void isNotCertainOfAReaperWhoseChildRuns() {
    String waits = "java.lang.ProcessHandleImpl.waitForProcessExit0(Native Method)";

    assertThat(isCertain(thread("process reaper", waits))).isFalse();
    assertThat(isLikely(thread("process reaper (pid 4711)", waits))).isTrue();
  }

  @Test
  void isNotCertainOfACleanerOfAnUnknownLibrary() {
    String remove = "java.lang.ref.ReferenceQueue.remove(ReferenceQueue.java:155)";
    JvmThread known = thread("a", remove, "jdk.internal.ref.CleanerImpl.run(CleanerImpl.java:140)");
    JvmThread unknown = thread("b", remove, "com.acme.Cleaner.run(Cleaner.java:3)");

    assertThat(isCertain(known)).isTrue();
    assertThat(isCertain(unknown)).isFalse();
    assertThat(isLikely(unknown)).isFalse();
    assertThat(isLikely(unknown.daemon())).isTrue();
  }

  @Test
  void countsTheAgentsThreadsOnlyWhereItIsCertain() {
    JvmThread thread = thread("wubdiag", "io.wubdiag.agent.Writer.run(Writer.java:9)");

    assertThat(isCertain(thread)).isTrue();
    assertThat(isLikely(thread)).isFalse();
  }
}
