package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A process that was examined from outside, and for a JVM how it could be asked.
 *
 * @param jvm its facts, null if it is not a JVM
 * @param best the richest source that can answer
 * @param reason why a richer source can't, empty if none is richer
 * @param threads how many threads it has: Java's for a JVM whose memory can be read, else the
 *     kernel's
 */
public record SurveyedProcess(
    KernelFacts kernel, @Nullable JvmFacts jvm, Source best, String reason, int threads) {}
