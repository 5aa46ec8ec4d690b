package io.wubdiag.analyse.contended;

import io.wubdiag.model.ContendedLock;
import io.wubdiag.model.LockEvent;
import io.wubdiag.model.LockEvent.Held;
import io.wubdiag.model.LockEvent.Waited;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what flight recorders tell of locks, as it comes, in bounded space. A wait is laid to
 * whoever held the lock for the longest part of it: the agent tells of the same lock by its
 * identity; where that is not known, a lock of the same class in the same process is taken for it.
 */
public final class LockContention {
  private static final int MOST_PLACES = 1000;
  private static final int MOST_HOLDERS = 16;
  private static final int MOST_HOLDS = 1000;

  /** What one teller has counted at a place. */
  private static final class Count {
    private long waits;
    private long nanos;
    private long longest;

    void add(long taken) {
      waits++;
      nanos += taken;
      longest = Math.max(longest, taken);
    }
  }

  private record Place(long pid, String lockClass, @Nullable String site) {}

  /** For how long waits were laid to a holder, and its last thread. */
  private static final class Holder {
    private long nanos;
    private String thread = "";
  }

  private static final class Entry {
    private final Count agent = new Count();
    private final Count jdk = new Count();
    private Instant last = Instant.MIN;

    /** The holders, by the place where they acquired the lock. */
    private final Map<String, Holder> holders = new LinkedHashMap<>();

    private @Nullable String owner;

    /** Both have told of the same waits, each perhaps of some more. */
    Count count() {
      return agent.nanos >= jdk.nanos ? agent : jdk;
    }
  }

  private final Map<Place, Entry> places = new LinkedHashMap<>();
  private final Deque<Held> holds = new ArrayDeque<>();
  private final List<Waited> unsettled = new ArrayList<>();
  private long dropped;

  /** Adds one; to be called by one thread at a time. */
  public void add(LockEvent event) {
    if (event instanceof Held held) {
      holds.addLast(held);
      if (holds.size() > MOST_HOLDS) {
        holds.removeFirst();
      }
    } else if (event instanceof Waited waited) {
      unsettled.add(waited);
      if (unsettled.size() > MOST_HOLDS) {
        settle();
      }
    }
  }

  /** The places, the one with the longest waiting first. */
  public List<ContendedLock> places() {
    settle();
    List<ContendedLock> result = new ArrayList<>();
    for (Map.Entry<Place, Entry> each : places.entrySet()) {
      result.add(contended(each.getKey(), each.getValue()));
    }
    result.sort(Comparator.comparing(ContendedLock::total).reversed());
    return result;
  }

  /** How many waits were left out since there were too many places. */
  public long dropped() {
    return dropped;
  }

  /** Lays waits to holders; what they held is told when they give it back, before the wait ends. */
  private void settle() {
    for (Waited wait : unsettled) {
      Place place = new Place(wait.pid(), wait.lockClass(), wait.site());
      Entry entry = places.get(place);
      if (entry == null) {
        if (places.size() == MOST_PLACES) {
          dropped++;
          continue;
        }
        entry = new Entry();
        places.put(place, entry);
      }
      Count count = wait.byAgent() ? entry.agent : entry.jdk;
      count.add(Duration.between(wait.start(), wait.end()).toNanos());
      if (wait.end().isAfter(entry.last)) {
        entry.last = wait.end();
      }
      if (wait.owner() != null) {
        entry.owner = wait.owner();
      }
      layToHolder(wait, entry.holders);
    }
    unsettled.clear();
  }

  private void layToHolder(Waited wait, Map<String, Holder> holders) {
    Held longest = null;
    long most = 0;
    for (Held held : holds) {
      long shared = isOfSameLock(held, wait) ? overlap(held, wait) : 0;
      if (shared > most) {
        most = shared;
        longest = held;
      }
    }
    String site = longest == null ? null : longest.site();
    if (longest == null || site == null) {
      return;
    }
    Holder holder = holders.get(site);
    if (holder == null) {
      if (holders.size() == MOST_HOLDERS) {
        return;
      }
      holder = new Holder();
      holders.put(site, holder);
    }
    holder.nanos += most;
    holder.thread = longest.thread();
  }

  private static boolean isOfSameLock(Held held, Waited wait) {
    return held.pid() == wait.pid()
        && held.lockClass().equals(wait.lockClass())
        && !held.thread().equals(wait.thread())
        && (wait.identity() == 0 || held.identity() == 0 || held.identity() == wait.identity());
  }

  private static long overlap(Held held, Waited wait) {
    Instant start = held.start().isAfter(wait.start()) ? held.start() : wait.start();
    Instant end = held.end().isBefore(wait.end()) ? held.end() : wait.end();
    return start.isBefore(end) ? Duration.between(start, end).toNanos() : 0;
  }

  private static ContendedLock contended(Place place, Entry entry) {
    String heldAt = null;
    String heldBy = entry.owner;
    long most = 0;
    for (Map.Entry<String, Holder> each : entry.holders.entrySet()) {
      if (each.getValue().nanos > most) {
        most = each.getValue().nanos;
        heldAt = each.getKey();
        heldBy = each.getValue().thread;
      }
    }
    Count count = entry.count();
    return new ContendedLock(
        place.pid(),
        place.lockClass(),
        place.site(),
        count.waits,
        Duration.ofNanos(count.nanos),
        Duration.ofNanos(count.longest),
        entry.last,
        heldAt,
        heldBy);
  }
}
