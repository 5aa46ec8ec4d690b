package io.wubdiag.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.agent.bootstrap.Tracing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers are few, and mean one place each. */
class CallSitesTest {
  private final CallSites sites = new CallSites();

  @AfterEach
  void unpublish() {
    Tracing.stop();
  }

  @Test
  void numbersPlacesFromOneOn() {
    assertThat(sites.number("a.B", "run", "B.java", 3)).isEqualTo(1);
    assertThat(sites.number("a.B", "run", "B.java", 4)).isEqualTo(2);
    assertThat(sites.number("a.B", "run", "B.java", 3)).isEqualTo(1);
  }

  @Test
  void acceptsPlacesWithoutALine() {
    assertThat(sites.number("a.B", "run", null, 0)).isEqualTo(1);
    assertThat(sites.number("a.B", "run", "B.java", 0)).isEqualTo(2);
  }

  @Test
  void hasNoNumberForTooMany() {
    for (int i = 1; i < Tracing.MOST_SITES; i++) {
      sites.number("a.B", "run", "B.java", i);
    }

    assertThat(sites.number("a.B", "run", "B.java", Tracing.MOST_SITES)).isZero();
    assertThat(sites.count()).isEqualTo(Tracing.MOST_SITES - 1);
  }
}
