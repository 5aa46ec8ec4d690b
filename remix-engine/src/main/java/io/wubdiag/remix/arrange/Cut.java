package io.wubdiag.remix.arrange;

/**
 * A part of the song, and how long it takes in the remix.
 *
 * @param start where it begins, in seconds from the song's start
 * @param duration its length in the song, in seconds
 * @param sixteenths its length in the remix, in sixteenth notes
 */
record Cut(double start, double duration, int sixteenths) {}
