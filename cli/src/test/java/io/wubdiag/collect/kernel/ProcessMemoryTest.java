package io.wubdiag.collect.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.wubdiag.collect.hotspot.vm.LibjvmAddress;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Host;
import io.wubdiag.model.ProcessIdentity;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  private static final long OWN_PID = ProcessHandle.current().pid();

  @Test
  void readsWhatIsMappedAndNothingElse() throws Exception {
    ListedProcess own = ProcessTable.read(new LiveMachine()).find(OWN_PID).orElseThrow();
    try (ProcessMemory memory = ProcessMemory.open(new LiveMachine(), identity(own.startTicks()))) {
      long libjvm = LibjvmAddress.find(new LiveMachine(), OWN_PID);
      assertThat(memory.bytes(libjvm, 4)).isEqualTo(new byte[] {0x7f, 'E', 'L', 'F'});
      assertThat(memory.int32(libjvm)).isEqualTo(0x464c457f);
      for (long address : new long[] {0, 4096, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 56}) {
        assertThatExceptionOfType(UnreadableMemory.class)
            .as(Long.toHexString(address))
            .isThrownBy(() -> memory.word(address))
            .returns(Attempt.Outcome.FAILED, UnreadableMemory::outcome);
      }
    }
  }

  @Test
  void refusesAnotherProcessOfTheSamePid() {
    ListedProcess own = ProcessTable.read(new LiveMachine()).find(OWN_PID).orElseThrow();
    assertThatExceptionOfType(UnreadableMemory.class)
        .isThrownBy(() -> ProcessMemory.open(new LiveMachine(), identity(own.startTicks() + 1)))
        .returns(Attempt.Outcome.VANISHED, UnreadableMemory::outcome);
  }

  @Test
  void tellsThatAProcessHasEndedBeforeItWasReaped() throws Exception {
    Process process = new ProcessBuilder("sleep", "100").start();
    ListedProcess listed = ProcessTable.read(new LiveMachine()).find(process.pid()).orElseThrow();
    ProcessIdentity identity =
        new ProcessIdentity(new Host(""), listed.pid(), listed.startTicks(), 0);
    try (ProcessMemory memory = ProcessMemory.open(new LiveMachine(), identity)) {
      process.destroyForcibly().waitFor();
      assertThatExceptionOfType(UnreadableMemory.class)
          .isThrownBy(() -> memory.word(1L << 46))
          .returns(Attempt.Outcome.VANISHED, UnreadableMemory::outcome);
    }
    assertThatExceptionOfType(UnreadableMemory.class)
        .isThrownBy(() -> ProcessMemory.open(new LiveMachine(), identity))
        .returns(Attempt.Outcome.VANISHED, UnreadableMemory::outcome);
  }

  private static ProcessIdentity identity(long startTicks) {
    return new ProcessIdentity(new Host(""), OWN_PID, startTicks, 0);
  }
}
