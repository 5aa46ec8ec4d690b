package io.wubdiag.model;

import java.time.Duration;

/**
 * A thread that ran Java code all the time while its JVM waited for it to come to a safepoint.
 *
 * @param tid its native id
 * @param looks in how many looks it was found so, without one in which it was not
 * @param span from the first look to the last
 * @param ran how long it had a processor in that time
 */
public record SafepointBlocker(long tid, int looks, Duration span, Duration ran) {}
