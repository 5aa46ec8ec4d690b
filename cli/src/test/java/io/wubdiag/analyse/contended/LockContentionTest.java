package io.wubdiag.analyse.contended;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.ContendedLock;
import io.wubdiag.model.LockEvent.Held;
import io.wubdiag.model.LockEvent.Waited;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LockContentionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final LockContention contention = new LockContention();

  @Test
  void addsUpThePlacesThatWaited() {
    contention.add(waited(1, "A.a:1", 0, 100, true, null));
    contention.add(waited(1, "A.a:1", 200, 500, true, null));
    contention.add(waited(1, "A.b:2", 0, 900, true, null));
    contention.add(waited(2, "A.a:1", 0, 50, true, null));

    assertThat(contention.places())
        .extracting(ContendedLock::pid, ContendedLock::site, ContendedLock::waits)
        .containsExactly(tuple(1, "A.b:2", 1), tuple(1, "A.a:1", 2), tuple(2, "A.a:1", 1));
    ContendedLock second = contention.places().get(1);
    assertThat(second.total()).isEqualTo(Duration.ofMillis(400));
    assertThat(second.longest()).isEqualTo(Duration.ofMillis(300));
    assertThat(second.last()).isEqualTo(START.plusMillis(500));
  }

  @Test
  void countsOnceWhatBothHaveTold() {
    contention.add(waited(1, "A.a:1", 0, 100, true, null));
    contention.add(waited(1, "A.a:1", 5, 100, false, "owner"));

    assertThat(contention.places()).hasSize(1);
    assertThat(contention.places().get(0).waits()).isEqualTo(1);
    assertThat(contention.places().get(0).heldBy()).isEqualTo("owner");
  }

  @Test
  void laysWaitToWhoHeldTheLockLongest() {
    contention.add(held(1, "long", 7, "A.long:3", 0, 80));
    contention.add(held(1, "short", 7, "A.short:4", 80, 100));
    contention.add(held(1, "other", 8, "A.other:5", 0, 100));
    contention.add(held(2, "far", 7, "A.far:6", 0, 100));
    contention.add(waited(1, "A.a:1", 10, 100, true, null));

    ContendedLock place = contention.places().get(0);
    assertThat(place.heldAt()).isEqualTo("A.long:3");
    assertThat(place.heldBy()).isEqualTo("long");
  }

  @Test
  void laysNoWaitToWhatWasHeldAtAnotherTime() {
    contention.add(held(1, "before", 7, "A.before:3", 0, 10));
    contention.add(waited(1, "A.a:1", 10, 100, true, null));

    assertThat(contention.places().get(0).heldAt()).isNull();
  }

  @Test
  void staysWithinItsBounds() {
    for (int i = 0; i < 5_000; i++) {
      contention.add(held(1, "holder", 7, "A.held:" + i, 0, 10));
      contention.add(waited(1, "A.a:" + i, 0, 10, true, null));
    }

    assertThat(contention.places()).hasSize(1_000);
    assertThat(contention.dropped()).isEqualTo(4_000);
  }

  private static Tuple tuple(long pid, String site, long waits) {
    return Tuple.tuple(pid, site, waits);
  }

  private static Waited waited(
      long pid, String site, long from, long to, boolean byAgent, @Nullable String owner) {
    return new Waited(pid, "waiter", "A", byAgent ? 7 : 0, site, at(from), at(to), byAgent, owner);
  }

  private static Held held(long pid, String thread, int identity, String site, long from, long to) {
    return new Held(pid, thread, "A", identity, site, at(from), at(to));
  }

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }
}
