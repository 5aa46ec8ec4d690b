package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A fact that a finding rests on.
 *
 * @param statement the fact, in words
 * @param source where it was read
 * @param check a shell command by which a reader can check it, null where there is none
 */
public record Evidence(String statement, Source source, @Nullable String check) {}
