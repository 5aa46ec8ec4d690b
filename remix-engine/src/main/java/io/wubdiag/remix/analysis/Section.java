package io.wubdiag.remix.analysis;

/**
 * A run of beats that belong together: a verse, a chorus.
 *
 * @param firstBeat the index of its first beat
 * @param beatCount how many beats it has, at least one
 * @param loudness its mean loudness, in dB relative to full scale (RMS)
 */
public record Section(int firstBeat, int beatCount, double loudness) {}
