package io.wubdiag.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in the program where threads waited for locks of one class, during an observation.
 *
 * @param site the place, {@code com.acme.MixBus.add:88}; null if unknown
 * @param waits how many waits ended
 * @param total their total time
 * @param longest the time of the longest wait
 * @param last when the last wait ended
 * @param heldAt where the locks were acquired that were awaited the longest; null if unknown
 * @param heldBy the name of the last thread that held them there; null if unknown
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
