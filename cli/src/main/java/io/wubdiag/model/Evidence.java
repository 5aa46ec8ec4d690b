package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A fact on which a finding rests.
 *
 * @param source where it was read
 * @param check how a reader can check it, null if it can't be checked
 */
public record Evidence(Fact fact, Source source, @Nullable Check check) {}
