package io.wubdiag.model;

/**
 * What could not be looked at: "no deadlock" is not "could not tell".
 *
 * @param analysis which question stays open, by the verdict that it could have led to
 * @param pid in which process
 * @param reason why, and what to try
 */
public record NotEvaluated(Finding.Verdict analysis, long pid, String reason) {}
