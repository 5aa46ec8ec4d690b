package io.wubdiag.remix.worker;

/**
 * The result of a remix.
 *
 * @param bytes the length of the MP3
 * @param seconds the remix's length in seconds
 * @param title its title
 */
public record RemixResult(long bytes, double seconds, String title) {}
