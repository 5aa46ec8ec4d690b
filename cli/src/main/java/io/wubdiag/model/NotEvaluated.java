package io.wubdiag.model;

/**
 * A question that could not be answered: "could not tell" is not "no deadlock".
 *
 * @param analysis which question stays open, by the verdict that it could have led to
 * @param pid in which process
 * @param reason why, and what to try
 */
public record NotEvaluated(Finding.Verdict analysis, long pid, String reason) {}
