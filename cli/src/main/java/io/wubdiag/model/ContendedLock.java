package io.wubdiag.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in the program where threads waited for locks of one class, for as long as it was looked
 * at.
 *
 * @param site the place, {@code com.acme.MixBus.add:88}; null if it is not known
 * @param waits how many waits ended
 * @param total their time
 * @param longest the time of the longest one
 * @param last when the last one ended
 * @param heldAt where the locks were acquired that were waited for the longest; null if not known
 * @param heldBy the name of the last thread that held them there; null if not known
 */
public record ContendedLock(
    long pid,
    String lockClass,
    @Nullable String site,
    long waits,
    Duration total,
    Duration longest,
    Instant last,
    @Nullable String heldAt,
    @Nullable String heldBy) {}
