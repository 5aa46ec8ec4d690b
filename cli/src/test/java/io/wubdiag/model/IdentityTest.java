package io.wubdiag.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The records that write out their own {@code equals}. */
class IdentityTest {
  @Test
  void tellsThreadsApartByEachOfTheirParts() {
    ThreadRef thread = new ThreadRef(4711, "main", 4712, 1);

    assertThat(thread)
        .isEqualTo(new ThreadRef(4711, "main", 4712, 1))
        .hasSameHashCodeAs(new ThreadRef(4711, "main", 4712, 1))
        .isNotEqualTo(new ThreadRef(4720, "main", 4712, 1))
        .isNotEqualTo(new ThreadRef(4711, "mixer", 4712, 1))
        .isNotEqualTo(new ThreadRef(4711, "main", 4713, 1))
        .isNotEqualTo(new ThreadRef(4711, "main", 4712, 2))
        .isNotEqualTo(ResourceId.named(4711, "main"));
  }

  @Test
  void tellsResourcesApartByTheirNames() {
    assertThat(ResourceId.at(4711, 0x71a0))
        .isEqualTo(new ResourceId("4711/0x71a0"))
        .hasSameHashCodeAs(new ResourceId("4711/0x71a0"))
        .isNotEqualTo(ResourceId.at(4720, 0x71a0))
        .isNotEqualTo(ResourceId.at(4711, 0x71b0));
  }
}
