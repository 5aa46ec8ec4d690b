package io.wubdiag.analyse.jobcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.FactsBuilder;
import io.wubdiag.SnapshotBuilder;
import io.wubdiag.analyse.Analyser;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.HeldUp;
import io.wubdiag.model.Finding.JobControl;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoppedJobsTest {
  private static final String TERMINAL = "/dev/pts/0";

  @Test
  void findsAReadOfTheTerminalFromTheBackground() {
    List<Finding> findings = find(ProcessState.STOPPED, true, TERMINAL, 0);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0)).isInstanceOf(JobControl.class);
    assertThat(((JobControl) findings.get(0)).terminal()).isEqualTo(TERMINAL);
    assertThat(findings.get(0).certainty()).isEqualTo(Certainty.PROVED);
    assertThat(findings.get(0).heldUp()).isEqualTo(new HeldUp(1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "false, /dev/pts/0, 0", // in the foreground: by Ctrl-Z or kill -STOP
    "true, /dev/null, 0", // no terminal
    "true, /dev/pts/0, 3", // at work on another file
  })
  void leavesAnyOtherStoppedProcessToTheGeneralVerdict(
      boolean background, String input, long argument) {
    assertThat(find(ProcessState.STOPPED, background, input, argument))
        .extracting(Finding::verdict)
        .containsExactly(Verdict.STOPPED);
  }

  @Test
  void isSilentOfAJobThatIsNotStopped() {
    assertThat(find(ProcessState.SLEEPING, true, TERMINAL, 0)).isEmpty();
  }

  /** In a process whose descriptor 0 is {@code input}, and that is in a call with that argument. */
  private static List<Finding> find(
      ProcessState state, boolean background, String input, long argument) {
    SystemCall call = new SystemCall(0, List.of(argument, 4096L, 1L, 0L, 0L, 0L), 0, 0);
    KernelFacts facts =
        new FactsBuilder(new ProcessIdentity(SnapshotBuilder.HOST, 100, 5, 1), "cat")
            .state(state)
            .background(background)
            .tasks(List.of(new Task(100, 100, "cat", state, null, call, null)))
            .openFiles(new OpenFile(0, input))
            .build();
    CapturedNative job = new CapturedNative(facts, Runtime.NATIVE, List.of(), List.of(), List.of());
    return new Analyser().analyse(new SnapshotBuilder().capture(job).build()).findings();
  }
}
