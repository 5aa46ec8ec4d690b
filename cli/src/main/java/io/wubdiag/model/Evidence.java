package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A fact that a finding rests on.
 *
 * @param source where it was read
 * @param check how a reader can check it, null where there is no way
 */
public record Evidence(Fact fact, Source source, @Nullable Check check) {}
