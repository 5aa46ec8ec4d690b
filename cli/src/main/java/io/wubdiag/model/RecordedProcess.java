package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A JVM that was to be recorded.
 *
 * @param contents the contents of its recording, null if there is none
 * @param reason why there is none, and what to do about it; empty if there is one
 */
public record RecordedProcess(
    KernelFacts kernel, @Nullable RecordingContents contents, String reason) {}
