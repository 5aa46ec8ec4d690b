package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.Style;

/**
 * A job for a worker.
 *
 * @param jobId whose remix it is, for log records
 * @param song path of the song's file
 * @param name the name that the song was given by who sent it, without a directory: for tags, where
 *     the file has none
 * @param style the style of the remix
 * @param output path of the MP3 to write. The worker makes the file, or empties it, and appends to
 *     it as it goes
 */
public record RemixRequest(String jobId, String song, String name, Style style, String output) {}
