package io.wubdiag.model;

import java.time.Duration;

/**
 * The begin of a thread's wait, as the agent noted it.
 *
 * @param site the place in the code, as a stack trace shows it
 * @param waited how long ago it began; accurate to some 10 ms
 */
public record AwaitedSince(String site, Duration waited) {}
