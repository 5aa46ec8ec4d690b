package io.wubdiag.remix.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tags at the beginning of an MP3: ID3 version 2.3.0, which every player knows, with
 * texts in UTF-16. The layout is that of the "informal standard" on id3.org, sections 3.1, 3.3,
 * 4.2, 4.11 and 4.15.
 */
public final class Id3v2 {
  private static final int HEADER_BYTES = 10;

  /** The prefix of a text in UTF-16 with a byte order mark. */
  private static final int UTF_16 = 1;

  private static final int ISO_8859_1 = 0;
  private static final int FRONT_COVER = 3;

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

  private Id3v2() {}

  /**
   * The tags' bytes, for before the first frame of the MP3.
   *
   * @param tags what is said of the song
   * @param comment a remark in English; null for none
   */
  public static byte[] encode(SongTags tags, @Nullable String comment) {
    Id3v2 tag = new Id3v2();
    tag.text("TIT2", tags.title());
    tag.text("TPE1", tags.artist());
    tag.text("TALB", tags.album());
    tag.comment(SongTags.cleaned(comment));
    tag.cover(tags.cover());
    byte[] frames = tag.frames.toByteArray();
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + frames.length);
    out.put(ascii("ID3")).put((byte) 3).put((byte) 0).put((byte) 0);
    out.putInt(withoutHighBits(frames.length));
    return out.put(frames).array();
  }

  private void text(String id, @Nullable String text) {
    if (text != null) {
      frame(id, join(new byte[] {UTF_16}, utf16(text)));
    }
  }

  private void comment(@Nullable String comment) {
    if (comment != null) {
      byte[] noDescription = join(utf16(""), new byte[2]);
      frame("COMM", join(new byte[] {UTF_16}, ascii("eng"), noDescription, utf16(comment)));
    }
  }

  private void cover(byte @Nullable [] cover) {
    PictureType type = cover == null ? null : PictureType.of(cover);
    if (cover != null && type != null) {
      byte[] mediaType = ascii(type.mediaType());
      byte[] kind = {0, FRONT_COVER, 0};
      frame("APIC", join(new byte[] {ISO_8859_1}, mediaType, kind, cover));
    }
  }

  private void frame(String id, byte[] content) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(ascii(id)).putInt(content.length).putShort((short) 0);
    frames.writeBytes(header.array());
    frames.writeBytes(content);
  }

  /** A length whose bytes have 7 bits, so that none can be taken for the beginning of a frame. */
  private static int withoutHighBits(int length) {
    return (length & 0x7f)
        | (length & 0x3f80) << 1
        | (length & 0x1f_c000) << 2
        | (length & 0xfe0_0000) << 3;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] utf16(String text) {
    return join(new byte[] {(byte) 0xff, (byte) 0xfe}, text.getBytes(StandardCharsets.UTF_16LE));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
