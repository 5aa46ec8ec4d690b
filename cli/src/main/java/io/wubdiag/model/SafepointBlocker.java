package io.wubdiag.model;

import java.time.Duration;

/**
 * A thread that ran Java code all the time while a safepoint of its JVM waited for it.
 *
 * @param tid its native id
 * @param looks the number of looks; each found it so
 * @param span from the first look to the last
 * @param ran how long it had a processor in that time
 */
public record SafepointBlocker(long tid, int looks, Duration span, Duration ran) {}
