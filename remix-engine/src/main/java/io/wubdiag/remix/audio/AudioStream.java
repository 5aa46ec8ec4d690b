package io.wubdiag.remix.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes the packets of one stream, and converts the samples to the engine's format. ffmpeg
 * removes an encoder's delay and padding if the container declares them.
 */
final class AudioStream implements AutoCloseable {
  private final AVCodecContext codec;
  private final AVFrame frame;
  private final Resampler resampler = new Resampler();

  AudioStream(AVStream stream) throws UndecodableException {
    AVCodec decoder = avcodec_find_decoder(stream.codecpar().codec_id());
    if (decoder == null) {
      throw new UndecodableException(MediaFile.UNKNOWN);
    }
    codec = avcodec_alloc_context3(decoder);
    frame = av_frame_alloc();
    boolean opened = false;
    try {
      open(stream, decoder);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  private void open(AVStream stream, AVCodec decoder) throws UndecodableException {
    MediaFile.check(avcodec_parameters_to_context(codec, stream.codecpar()));
    codec.pkt_timebase(stream.time_base());
    // One thread: other workers use the other cores, and the same file must give the same samples.
    codec.thread_count(1);
    AVDictionary options = MediaFile.options();
    try {
      MediaFile.check(avcodec_open2(codec, decoder, options));
    } finally {
      av_dict_free(options);
    }
  }

  /** Decodes a packet into a song. Returns false if it is damaged. */
  boolean decode(AVPacket packet, PcmFile song) throws IOException {
    return avcodec_send_packet(codec, packet) >= 0 && receive(song);
  }

  /** Flushes the decoder and the resampler. */
  void finish(PcmFile song) throws IOException {
    if (avcodec_send_packet(codec, null) >= 0) {
      receive(song);
    }
    resampler.finish(song);
  }

  private boolean receive(PcmFile song) throws IOException {
    int result;
    while ((result = avcodec_receive_frame(codec, frame)) >= 0) {
      resampler.convert(frame, song);
    }
    return result == AVERROR_EAGAIN() || result == AVERROR_EOF();
  }

  @Override
  public void close() {
    resampler.close();
    av_frame_free(frame);
    avcodec_free_context(codec);
  }
}
