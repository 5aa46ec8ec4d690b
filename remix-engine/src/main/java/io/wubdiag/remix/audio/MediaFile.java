package io.wubdiag.remix.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_tell;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.jspecify.annotations.Nullable;

/**
 * A file in ffmpeg's demuxer: the packets of its song, and its tags. It can open only that one
 * file, and only in the few formats of songs: some of ffmpeg's other formats are lists of addresses
 * to open.
 */
final class MediaFile implements AutoCloseable {
  static final String UNKNOWN =
      "This is not a song in a known format (MP3, WAV, FLAC, Ogg Vorbis, Opus or M4A),"
          + " or the file is damaged.";

  private static final String MOSTLY_DAMAGED = "Most of the file is damaged, or is not a song.";

  private static final String FORMATS = "mp3,wav,flac,ogg,mp4";
  private static final String CODECS =
      "mp3float,mp3,flac,vorbis,opus,aac,alac,"
          + "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le";

  /** In these, what is not a packet is skipped until something looks like one. */
  private static final Set<String> WITHOUT_CONTAINER = Set.of("mp3", "flac");

  /** An MP3 has at most 320 kbit/s. */
  private static final int MOST_MP3_BYTES_PER_SECOND = 40_000;

  /** The lowest bit rate of a song: a header that declares less is not believed. */
  private static final int FEWEST_BYTES_PER_SECOND = 500;

  /** From here on, a song of which most packets were refused won't get better. */
  private static final int ENOUGH_PACKETS = 100;

  /** How far ffmpeg may have read beyond the packets that it gave: ten frames of FLAC at most. */
  private static final int READ_AHEAD = 512 << 10;

  private static final int LARGEST_COVER = 2 << 20;

  private final AVFormatContext context;
  private final long size;
  private final long start;
  private final boolean skipsJunk;
  private final AVPacket packet = av_packet_alloc();
  private int streamIndex;
  private long goodBytes;
  private long goodPackets;
  private long badPackets;

  private MediaFile(AVFormatContext context, long size) {
    this.context = context;
    this.size = size;
    this.start = avio_tell(context.pb());
    this.skipsJunk = WITHOUT_CONTAINER.contains(context.iformat().name().getString());
  }

  /**
   * Opens a file, and looks for a song in it.
   *
   * @throws UndecodableException there is none
   */
  static MediaFile open(Path path) throws IOException {
    AVFormatContext context = new AVFormatContext(null);
    AVDictionary options = options();
    av_dict_set(options, "protocol_whitelist", "file", 0);
    av_dict_set(options, "format_whitelist", FORMATS, 0);
    try {
      check(avformat_open_input(context, "file:" + path.toAbsolutePath(), null, options));
    } finally {
      av_dict_free(options);
    }
    MediaFile file = new MediaFile(context, Files.size(path));
    boolean found = false;
    try {
      file.findSong();
      found = true;
      return file;
    } finally {
      if (!found) {
        file.close();
      }
    }
  }

  /** The options that limit ffmpeg to these codecs. The caller must free them. */
  static AVDictionary options() {
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "codec_whitelist", CODECS, 0);
    return options;
  }

  /** Throws if a result of ffmpeg is an error. */
  static void check(int result) throws UndecodableException {
    if (result < 0) {
      throw new UndecodableException(
          UNKNOWN, new IOException("ffmpeg: " + FfmpegLibrary.errorText(result)));
    }
  }

  private void findSong() throws UndecodableException {
    boolean sound = false;
    for (int i = 0; i < context.nb_streams(); i++) {
      if (context.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_AUDIO) {
        sound = true;
      } else {
        context.streams(i).discard(AVDISCARD_ALL);
      }
    }
    AVDictionary none = null;
    check(avformat_find_stream_info(context, none));
    AVCodec unasked = null;
    streamIndex = av_find_best_stream(context, AVMEDIA_TYPE_AUDIO, -1, -1, unasked, 0);
    if (streamIndex < 0) {
      throw new UndecodableException(sound ? UNKNOWN : "There is no sound in the file.");
    }
    for (int i = 0; i < context.nb_streams(); i++) {
      if (i != streamIndex) {
        context.streams(i).discard(AVDISCARD_ALL);
      }
    }
  }

  /** The song's stream. */
  AVStream stream() {
    return context.streams(streamIndex);
  }

  /**
   * Refuses a song that says of itself that it is too long, if that is plausible, and one that must
   * be by its size.
   */
  void refuseIfLonger(Duration longest) throws UndecodableException {
    double limit = longest.toMillis() / 1000.0;
    double stated = (double) context.duration() / AV_TIME_BASE;
    boolean plausible =
        context.duration_estimation_method() != AVFMT_DURATION_FROM_BITRATE
            && size > stated * FEWEST_BYTES_PER_SECOND;
    boolean mp3 = stream().codecpar().codec_id() == AV_CODEC_ID_MP3;
    if (stated > limit && plausible
        || mp3 && size - start > (limit + 1) * MOST_MP3_BYTES_PER_SECOND) {
      throw Decoder.tooLong(longest);
    }
  }

  /** Reads the next packet of the song. Returns false at the end, or where the file is cut off. */
  boolean readPacket() {
    while (true) {
      av_packet_unref(packet);
      if (av_read_frame(context, packet) < 0) {
        return false;
      }
      if (packet.stream_index() == streamIndex) {
        return true;
      }
    }
  }

  /** The packet that was read; overwritten by the next. */
  AVPacket packet() {
    return packet;
  }

  /**
   * Records whether the packet could be decoded.
   *
   * @throws UndecodableException too few could so far, or most of what was read is not even packets
   */
  void noteDecoded(boolean good) throws UndecodableException {
    if (good) {
      goodPackets++;
      goodBytes += packet.size();
    } else {
      badPackets++;
    }
    boolean mostlyBad = badPackets > goodPackets && goodPackets + badPackets >= ENOUGH_PACKETS;
    if (mostlyBad || mostlySkipped(READ_AHEAD)) {
      throw new UndecodableException(MOSTLY_DAMAGED);
    }
  }

  /** Refuses a file that was read to its end, and of which the larger part is not a song. */
  void refuseIfDamaged() throws UndecodableException {
    if (badPackets > goodPackets || mostlySkipped(0)) {
      throw new UndecodableException(MOSTLY_DAMAGED);
    }
  }

  private boolean mostlySkipped(int readAhead) {
    long read = avio_tell(context.pb()) - start - readAhead;
    return skipsJunk && goodBytes < read / 2;
  }

  /** The tags of the song. */
  SongTags tags() {
    return new SongTags(tag("title"), tag("artist"), tag("album"), cover());
  }

  private @Nullable String tag(String name) {
    // In Ogg, the tags are the stream's.
    String value = tag(context.metadata(), name);
    return value != null ? value : tag(stream().metadata(), name);
  }

  private static @Nullable String tag(AVDictionary dictionary, String name) {
    AVDictionaryEntry entry = av_dict_get(dictionary, name, null, 0);
    return entry == null ? null : entry.value().getString(StandardCharsets.UTF_8);
  }

  private byte @Nullable [] cover() {
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      if ((stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
        int length = stream.attached_pic().size();
        if (length > 0 && length <= LARGEST_COVER) {
          byte[] picture = new byte[length];
          stream.attached_pic().data().get(picture);
          return picture;
        }
      }
    }
    return null;
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avformat_close_input(context);
  }
}
