package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CulpritTest {
  private static final Frame CALLER = Frame.of("app.Codec", "decode", "Codec.java", 12);

  @Test
  void isTheCallerOfANativeFunction() {
    assertThat(culprit(nativeFrame("", "__pthread_mutex_lock"), CALLER)).isEqualTo(CALLER);
  }

  @Test
  void isTheCallerOfANativeMethodThatIsMappedToSuchAFunction() {
    assertThat(culprit(nativeFrame("app.LibC", "pthread_mutex_lock"), CALLER)).isEqualTo(CALLER);
  }

  @Test
  void isAnyOtherNativeMethodItself() {
    Frame read = nativeFrame("java.io.FileInputStream", "readBytes");
    assertThat(culprit(read, CALLER)).isEqualTo(read);
  }

  @Test
  void isAMethodInJavaWhateverItsName() {
    Frame java = Frame.of("app.Locks", "pthread_mutex_lock", "Locks.java", 3);
    assertThat(culprit(java, CALLER)).isEqualTo(java);
  }

  private static @Nullable Frame culprit(Frame... frames) {
    return Culprit.of(
        new ThreadSnapshot(
            new ThreadRef(1, "worker", 2, 3),
            Thread.State.RUNNABLE,
            false,
            false,
            false,
            null,
            List.of(frames),
            null,
            Duration.ZERO));
  }

  private static Frame nativeFrame(String className, String method) {
    return new Frame(className, method, null, -1, true, List.of());
  }
}
