package io.wubdiag.collect.hotspot.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final String YIELD = "java.lang.Thread.yield(Native Method)";
  private static final String PLAY = "com.acme.Deck.play(Deck.java:36)";
  private static final String RUN = "com.acme.Deck.run(Deck.java:12)";

  @Test
  void asksInWhatYields() {
    Loop loop = asking(YIELD, PLAY, RUN);
    assertThat(loop).isNotNull();
    assertThat(loop.asks()).isTrue();
    assertThat(loop.frames()).extracting(frame -> frame.method()).containsExactly("play", "run");
  }

  @Test
  void asksInWhatTriesALockOnTheWayThere() {
    Loop loop =
        asking(
            "java.util.concurrent.locks.ReentrantLock$Sync.tryLock(ReentrantLock.java:100)",
            "java.util.concurrent.locks.ReentrantLock.tryLock(ReentrantLock.java:400)",
            PLAY);
    assertThat(loop).isNotNull();
    assertThat(loop.asks()).isTrue();
  }

  @Test
  void mayBeBetweenTwoQuestions() {
    Loop loop = asking(PLAY, RUN);
    assertThat(loop).isNotNull();
    assertThat(loop.asks()).isFalse();
  }

  @Test
  void isNoneInNativeCode() {
    assertThat(asking("java.net.SocketInputStream.read(Native Method)", PLAY)).isNull();
  }

  @Test
  void isNoneOfAThreadThatIsAboutToWait() {
    SnapshotBuilder.Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    ResourceId latch = jvm.unowned(0x10, "java.util.concurrent.CountDownLatch$Sync");
    jvm.thread("player").parkedOn(latch).state(Thread.State.RUNNABLE).at(PLAY);
    assertThat(Loop.asking(jvm.build().threads().get(0))).isNull();
  }

  @Test
  void isTheSameCallAtAnotherLineOfTheLoop() {
    Loop loop = asking(YIELD, PLAY, RUN);
    assertThat(loop).isNotNull();
    assertThat(loop.isSameCall(call("com.acme.Deck.play(Deck.java:38)", RUN))).isTrue();
    assertThat(loop.isSameCall(call(PLAY, "com.acme.Deck.run(Deck.java:13)"))).isFalse();
    assertThat(loop.isSameCall(call("com.acme.Deck.stop(Deck.java:36)", RUN))).isFalse();
    assertThat(loop.isSameCall(call(RUN))).isFalse();
  }

  @Test
  void ofAMapBeginsAtItsOutermostMethod() {
    Loop loop =
        inMap(
            "java.util.HashMap$TreeNode.find(HashMap.java:1950)",
            "java.util.HashMap.getNode(HashMap.java:575)",
            "java.util.HashMap.get(HashMap.java:564)",
            PLAY);
    assertThat(loop).isNotNull();
    assertThat(loop.frames()).extracting(frame -> frame.method()).containsExactly("get", "play");
  }

  @Test
  void ofAMapMayCompareKeys() {
    assertThat(
            inMap(
                "java.lang.String.equals(String.java:1824)",
                "com.acme.Key.equals(Key.java:5)",
                "java.util.TreeMap.put(TreeMap.java:800)",
                PLAY))
        .isNotNull();
  }

  @Test
  void ofAMapIsNoneWhereAFunctionOfTheApplicationRuns() {
    assertThat(
            inMap(
                "com.acme.Song.beats(Song.java:4)",
                "com.acme.Song.bars(Song.java:8)",
                "com.acme.Song.analyse(Song.java:16)",
                "com.acme.Song.load(Song.java:23)",
                "java.util.HashMap.computeIfAbsent(HashMap.java:1220)"))
        .isNull();
    assertThat(inMap("java.util.HashMapOfOurs.get(HashMapOfOurs.java:1)", PLAY)).isNull();
  }

  private static Loop call(String... frames) {
    Loop loop = asking(frames);
    assertThat(loop).isNotNull();
    return loop;
  }

  private static @Nullable Loop asking(String... frames) {
    return Loop.asking(running(frames));
  }

  private static @Nullable Loop inMap(String... frames) {
    return Loop.inMap(running(frames));
  }

  private static ThreadSnapshot running(String... frames) {
    SnapshotBuilder.Jvm jvm = new SnapshotBuilder().jvm(4711, 1, "java");
    JvmThread thread = jvm.thread("player").state(Thread.State.RUNNABLE);
    for (String frame : frames) {
      thread.at(frame);
    }
    return jvm.build().threads().get(0);
  }
}
