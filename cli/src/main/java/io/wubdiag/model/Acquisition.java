package io.wubdiag.model;

import java.time.Duration;

/**
 * How an owner came by what it owns, as the agent noted it.
 *
 * @param site the place in the code, as a stack trace puts it: {@code
 *     a.MixBus.play(MixBus.java:88)}
 * @param heldFor how long ago that was; it is right to some 10 ms
 */
public record Acquisition(String site, Duration heldFor) {}
