package io.wubdiag.remix.audio;

/**
 * What {@link Decoder} makes of a file.
 *
 * @param song the samples, to be closed by who has them
 * @param tags what the file says of the song
 */
public record DecodedSong(Song song, SongTags tags) {}
