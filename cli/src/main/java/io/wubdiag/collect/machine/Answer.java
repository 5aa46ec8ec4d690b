package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What a source gave, and how that went. A source never throws for what a process does or is.
 *
 * @param value null when it gave nothing; {@code attempt} then says why
 */
public record Answer<T>(@Nullable T value, Attempt attempt) {}
