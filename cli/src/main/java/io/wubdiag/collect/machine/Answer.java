package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a source, and how asking went. A source never throws for what a process does or is.
 *
 * @param value null without an answer; {@code attempt} then says why
 */
public record Answer<T>(@Nullable T value, Attempt attempt) {}
