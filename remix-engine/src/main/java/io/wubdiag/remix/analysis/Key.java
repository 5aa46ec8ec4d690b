package io.wubdiag.remix.analysis;

/**
 * The key of a song.
 *
 * @param tonic the pitch class of its tonic: 0 is C, 11 is B
 * @param minor whether it is a minor key
 */
public record Key(int tonic, boolean minor) {}
