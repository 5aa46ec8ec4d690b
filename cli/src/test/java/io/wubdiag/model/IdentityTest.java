package io.wubdiag.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import org.junit.jupiter.api.Test;

/** The records that write out their own {@code equals}. */
class IdentityTest {
  @Test
  void tellsThreadsApartByEachOfTheirParts() {
    ThreadRef thread = new ThreadRef(SnapshotBuilder.process(4711), "main", 4712, 1);

    assertThat(thread)
        .isEqualTo(new ThreadRef(SnapshotBuilder.process(4711), "main", 4712, 1))
        .hasSameHashCodeAs(new ThreadRef(SnapshotBuilder.process(4711), "main", 4712, 1))
        .isNotEqualTo(new ThreadRef(SnapshotBuilder.process(4720), "main", 4712, 1))
        .isNotEqualTo(new ThreadRef(SnapshotBuilder.process(4711), "mixer", 4712, 1))
        .isNotEqualTo(new ThreadRef(SnapshotBuilder.process(4711), "main", 4713, 1))
        .isNotEqualTo(new ThreadRef(SnapshotBuilder.process(4711), "main", 4712, 2))
        .isNotEqualTo(ResourceId.named(SnapshotBuilder.process(4711), "main"));
  }

  @Test
  void tellsResourcesApartByTheirNames() {
    assertThat(ResourceId.at(SnapshotBuilder.process(4711), 0x71a0))
        .isEqualTo(new ResourceId(SnapshotBuilder.process(4711), "0x71a0"))
        .hasSameHashCodeAs(new ResourceId(SnapshotBuilder.process(4711), "0x71a0"))
        .isNotEqualTo(ResourceId.at(SnapshotBuilder.process(4720), 0x71a0))
        .isNotEqualTo(ResourceId.at(SnapshotBuilder.process(4711), 0x71b0));
  }

  @Test
  void tellsProcessesApartByHostPidStartAndNamespace() {
    ProcessIdentity process = new ProcessIdentity(new Host("a"), 4711, 100, 7);

    assertThat(process)
        .isEqualTo(new ProcessIdentity(new Host("a"), 4711, 100, 7))
        .hasSameHashCodeAs(new ProcessIdentity(new Host("a"), 4711, 100, 7))
        .isEqualByComparingTo(new ProcessIdentity(new Host("a"), 4711, 100, 7));
    for (ProcessIdentity other :
        new ProcessIdentity[] {
          new ProcessIdentity(new Host("b"), 4711, 100, 7),
          new ProcessIdentity(new Host("a"), 4712, 100, 7),
          new ProcessIdentity(new Host("a"), 4711, 101, 7),
          new ProcessIdentity(new Host("a"), 4711, 100, 8)
        }) {
      assertThat(process).isNotEqualTo(other).isLessThan(other);
      assertThat(ResourceId.at(process, 16)).isNotEqualTo(ResourceId.at(other, 16));
    }
  }

  @Test
  void tellsWhatAKernelNumbersApartByHost() {
    ResourceId pipe = ResourceId.named(new Host("a"), "pipe:[123]");

    assertThat(pipe)
        .hasToString("host/pipe:[123]")
        .isEqualTo(ResourceId.named(new Host("a"), "pipe:[123]"))
        .isNotEqualTo(ResourceId.named(new Host("b"), "pipe:[123]"));
    assertThat(ResourceId.at(SnapshotBuilder.process(4711), 0x71a0)).hasToString("4711/0x71a0");
  }
}
