package io.wubdiag.model;

import java.time.Duration;

/**
 * The acquisition of a resource by its owner, as the agent noted it.
 *
 * @param site the place in the code, as a stack trace shows it: {@code
 *     a.MixBus.play(MixBus.java:88)}
 * @param heldFor how long ago that was; accurate to some 10 ms
 */
public record Acquisition(String site, Duration heldFor) {}
