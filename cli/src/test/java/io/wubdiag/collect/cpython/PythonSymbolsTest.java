package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Source;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PythonSymbolsTest {
  private static final PythonLayout RELEASE = PythonLayout.of(11).orElseThrow();

  @Test
  void saysWhatToInstallWhereThereAreNoSymbols() {
    Answer<PythonLayout> answer =
        PythonSymbols.read(
            new LiveMachine(), "/bin/true", RELEASE, Deadline.after(Duration.ofMinutes(1)));
    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().source()).isEqualTo(Source.GDB);
    assertThat(answer.attempt().outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(answer.attempt().reason()).contains("apt install gdb python3-dbg");
  }

  @Test
  void endsWithTheDeadline() {
    Answer<PythonLayout> answer =
        PythonSymbols.read(new LiveMachine(), "/bin/true", RELEASE, Deadline.after(Duration.ZERO));
    assertThat(answer.value()).isNull();
    assertThat(answer.attempt().outcome()).isIn(Outcome.TIMED_OUT, Outcome.UNSUPPORTED);
  }
}
