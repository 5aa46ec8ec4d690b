package io.wubdiag.model;

import java.time.Duration;

/**
 * Since when and where a thread waits, as the agent noted it.
 *
 * @param site the place in the code, as a stack trace puts it
 * @param waited how long ago it began to; it is right to some 10 ms
 */
public record AwaitedSince(String site, Duration waited) {}
