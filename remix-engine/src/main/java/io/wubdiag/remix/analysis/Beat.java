package io.wubdiag.remix.analysis;

/**
 * From one beat to the next.
 *
 * @param start when it begins, in seconds from the song's start
 * @param duration its length in seconds
 * @param loudness how loud it is, in dB relative to full scale (RMS)
 * @param pitchClass the pitch class that is strongest in it: 0 is C, 11 is B
 */
public record Beat(double start, double duration, double loudness, int pitchClass) {}
