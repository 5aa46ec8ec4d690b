package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks a helper written in shell, which answers with its pid and the request. */
class HelperPoolTest {
  private static final String HELPER =
      """
      while read -r request; do
        case $request in
          die) echo 'last words' >&2; exit 1 ;;
          hang) exec sleep 1000 ;;
          junk) printf 'WARNING: a library prints this' ;;
          other) if [ "$asked" ]; then printf '\\nanswer 6\\nother\\n'; continue; fi ;;
          endless) printf '\\nanswer 99999999999\\n'; continue ;;
        esac
        asked=yes
        answer="$$ $request"
        printf '\\nanswer %d\\n%s' "${#answer}" "$answer"
      done
      """;

  private final HelperPool pool = new HelperPool(List.of("sh", "-c", HELPER), Duration.ZERO);

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void asksTheSameHelperAgain() throws Exception {
    String helper = helperOf(ask("1"));

    assertThat(ask("2").output()).isEqualTo(helper + " 2");
    assertThat(ask("3").output()).isEqualTo(helper + " 3");
  }

  @Test
  void passesOverWhatLibrariesPrint() throws Exception {
    assertThat(ask("junk").output()).endsWith(" junk");
    assertThat(ask("1").output()).endsWith(" 1");
  }

  @Test
  void goesOnWithAnotherHelperIfOneEnds() throws Exception {
    String helper = helperOf(ask("1"));

    HelperRun died = ask("die");

    assertThat(died.output()).isEmpty();
    assertThat(died.timedOut()).isFalse();
    assertThat(died.errors()).isEqualTo("last words\n");
    assertThat(helperOf(ask("2"))).isNotEqualTo(helper);
  }

  @Test
  void takesAnAnswerThatCannotBeForTheEnd() throws Exception {
    assertThat(ask("endless").output()).isEmpty();
    assertThat(ask("1").output()).endsWith(" 1");
  }

  @Test
  void asksANewHelperWhatAnUsedOneCannotRead() throws Exception {
    String helper = helperOf(ask("1"));

    HelperRun answer = ask("other");

    assertThat(answer.output()).endsWith(" other");
    assertThat(helperOf(answer)).isNotEqualTo(helper);
    assertThat(helperOf(ask("2"))).isEqualTo(helperOf(answer));
  }

  @Test
  void endsAHelperThatDoesNotAnswerInTime() throws Exception {
    String helper = helperOf(ask("1"));

    HelperRun late =
        Objects.requireNonNull(pool.ask("hang", Deadline.after(Duration.ofMillis(50))));

    assertThat(late.timedOut()).isTrue();
    assertThat(ProcessHandle.of(Long.parseLong(helper))).isEmpty();
    assertThat(ask("2").output()).endsWith(" 2");
  }

  @Test
  void startsAnotherHelperBesideOneThatIsStuck() throws Exception {
    Deadline stuckUntil = Deadline.after(Duration.ofMinutes(1));
    String stuck = helperOf(ask("1"));
    Thread asker = new Thread(() -> askQuietly("hang", stuckUntil));
    asker.start();

    while (helperOf(ask("2")).equals(stuck)) {
      Thread.onSpinWait(); // the other helper was not there yet
    }

    assertThat(asker.isAlive()).isTrue();
    asker.interrupt();
    asker.join();
  }

  @Test
  void givesNobodyAHelperOnceItIsClosed() throws Exception {
    ask("1");
    pool.close();

    assertThat(pool.ask("2", deadline())).isNull();
  }

  private HelperRun ask(String request) throws Exception {
    return Objects.requireNonNull(pool.ask(request, deadline()));
  }

  private void askQuietly(String request, Deadline deadline) {
    try {
      pool.ask(request, deadline);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String helperOf(HelperRun run) {
    return run.output().substring(0, run.output().indexOf(' '));
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }
}
