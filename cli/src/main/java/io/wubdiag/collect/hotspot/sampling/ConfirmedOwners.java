package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.LockWaits;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.enrich.LockOwners;
import io.wubdiag.model.ResourceId;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds the owners of locks to a dump. For awaited locks, two consecutive looks must agree. A
 * collection may move a lock just when it is to be read; then a few more looks follow.
 */
public final class ConfirmedOwners implements DumpStep {
  /** The reason for a missing owner. */
  public static final String UNREAD = "a lock was not found where a thread said that it is";

  private static final int MOST_LOOKS = 3;

  private final LockOwners owners;
  private final Supplier<@Nullable ThreadDump> print;
  private boolean othersMayTell;

  /**
   * @param print dumps the threads again; null if that failed
   */
  public ConfirmedOwners(LockOwners owners, Supplier<@Nullable ThreadDump> print) {
    this.owners = owners;
    this.print = print;
  }

  @Override
  public void complete(JvmReading reading) {
    ThreadDump first = owners.complete(reading.dump());
    LockWaits waits = new LockWaits(first);
    boolean looked = waits.anySynchronizer() || waits.anyWithVirtual();
    ThreadDump confirmed = looked ? confirmed(reading, first) : first;
    reading.complete(dump -> confirmed);
    othersMayTell = looked && !owners.leftOpen().isEmpty() && !LockWaits.anyVirtual(confirmed);
  }

  /** Whether another source may find a lock that was not found. */
  public boolean othersMayTell() {
    return othersMayTell;
  }

  private ThreadDump confirmed(JvmReading reading, ThreadDump first) {
    ThreadDump earlier = first;
    Set<ResourceId> earlierOpen = owners.leftOpen();
    for (int looks = 1; ; looks++) {
      ThreadDump printed = print.get();
      if (printed == null) {
        return earlier;
      }
      ThreadDump later = owners.complete(printed);
      Set<ResourceId> open = owners.leftOpen();
      boolean read = open.isEmpty() && earlierOpen.isEmpty();
      if (read || looks == MOST_LOOKS) {
        Confirmation confirmation = new Confirmation(earlier);
        boolean othersTell = !open.isEmpty() && !LockWaits.anyVirtual(later);
        if (!read && !othersTell && confirmation.anyStillWaits(later, open, earlierOpen)) {
          reading.noteUnread(UNREAD);
        }
        return confirmation.confirm(later);
      }
      earlier = later;
      earlierOpen = open;
    }
  }
}
