package io.wubdiag.remix.arrange;

/**
 * The result of a remix.
 *
 * @param title its title, the song's with a suffix
 * @param bytes the length of the MP3
 * @param seconds its length in seconds
 */
public record RemixSummary(String title, long bytes, double seconds) {}
