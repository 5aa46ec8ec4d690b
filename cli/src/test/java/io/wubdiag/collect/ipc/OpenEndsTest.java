package io.wubdiag.collect.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.ipc.OpenEnds.End;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.kernel.SyntheticProc;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.LiveMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenEndsTest {
  private static final String PIPE = "pipe:[7]";

  @TempDir private Path root;
  private SyntheticProc proc;

  @BeforeEach
  void makeProc() {
    proc = new SyntheticProc(root).process(10, 1, "writer").process(20, 1, "reader");
  }

  private void opens(long pid, int fd, String target, String flags) {
    proc.link(pid + "/fd/" + fd, target);
    proc.file(pid + "/fdinfo/" + fd, "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t15\n");
  }

  private OpenEnds find(Duration time) {
    return OpenEnds.find(
        Set.of(PIPE), ProcessTable.read(new LiveMachine(root.toString())), Deadline.after(time));
  }

  @Test
  void tellsReadersFromWriters() {
    opens(10, 1, PIPE, "0100001");
    opens(20, 0, PIPE, "0100000");
    opens(20, 2, "anon_inode:[eventfd]", "0100002");

    OpenEnds ends = find(Duration.ofSeconds(10));

    assertThat(ends.of(PIPE))
        .containsExactlyInAnyOrder(new End(10, false, true), new End(20, true, false));
    assertThat(ends.of("anon_inode:[eventfd]")).isEmpty();
    assertThat(ends.complete()).isTrue();
  }

  @Test
  void namesAProcessWithBothEndsOnce() {
    opens(10, 3, PIPE, "0");
    opens(10, 4, PIPE, "01");
    proc.file("20/fd/.keep", "");

    assertThat(find(Duration.ofSeconds(10)).of(PIPE)).containsExactly(new End(10, true, true));
  }

  @Test
  void takesADescriptorOfUnknownModeForBoth() {
    proc.link("10/fd/1", PIPE);

    assertThat(find(Duration.ofSeconds(10)).of(PIPE)).containsExactly(new End(10, true, true));
  }

  @Test
  void saysThatNotAllWasLookedAt() {
    opens(10, 1, PIPE, "01");

    assertThat(find(Duration.ZERO).complete()).isFalse();
  }
}
