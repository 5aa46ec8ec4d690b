package io.wubdiag.remix.audio;

/**
 * The result of a {@link Decoder}.
 *
 * @param song the samples, to be closed by who has them
 * @param tags what the file says of the song
 */
public record DecodedSong(Song song, SongTags tags) {}
