package io.wubdiag.remix.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;
import static org.bytedeco.ffmpeg.global.swresample.swr_set_matrix;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Converts decoded samples of any rate, format and channels to those of a {@link PcmFile}. All
 * three may change within a stream.
 */
final class Resampler implements AutoCloseable {
  private static final int FRAME_BYTES = Song.CHANNELS * Short.BYTES;

  /**
   * The accepted sample rates, from below a telephone's to a studio's. A file with another rate is
   * an attack.
   */
  private static final int LOWEST_RATE = 4_000;

  private static final int HIGHEST_RATE = 192_000;
  private static final int MOST_CHANNELS = 8;

  /** A mono song is as loud on both sides: ffmpeg by itself makes it 3 dB quieter. */
  private static final double[] MONO_TO_STEREO = {1, 1};

  private final AVChannelLayout stereo = new AVChannelLayout();
  private final SwrContext context = new SwrContext(null);
  private final PointerPointer<BytePointer> planes = new PointerPointer<>(1);

  // The input format of the context, from the last frame.
  private final AVChannelLayout layout = new AVChannelLayout();
  private int rate;
  private int format = AV_SAMPLE_FMT_NONE;

  private @Nullable BytePointer converted;
  private ByteBuffer convertedBytes = ByteBuffer.allocate(0);

  Resampler() {
    av_channel_layout_default(stereo, Song.CHANNELS);
    av_channel_layout_default(layout, Song.CHANNELS);
  }

  /** Converts a frame, which may have any number of samples, and appends it to the song. */
  void convert(AVFrame frame, PcmFile song) throws IOException {
    if (frame.sample_rate() != rate
        || frame.format() != format
        || av_channel_layout_compare(frame.ch_layout(), layout) != 0) {
      finish(song);
      prepare(frame);
    }
    convert(frame.extended_data(), frame.nb_samples(), song);
  }

  /** Appends the samples that the filter has kept back. */
  void finish(PcmFile song) throws IOException {
    if (!context.isNull()) {
      convert(null, 0, song);
      swr_free(context);
    }
  }

  private void prepare(AVFrame frame) throws UndecodableException {
    int channels = frame.ch_layout().nb_channels();
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new UndecodableException("The song has " + channels + " channels, which is too many.");
    }
    if (frame.sample_rate() < LOWEST_RATE || frame.sample_rate() > HIGHEST_RATE) {
      throw new UndecodableException(
          "The song has a sample rate of "
              + frame.sample_rate()
              + " Hz; the range is from "
              + LOWEST_RATE
              + " to "
              + HIGHEST_RATE
              + " Hz.");
    }
    rate = frame.sample_rate();
    format = frame.format();
    MediaFile.check(av_channel_layout_copy(layout, frame.ch_layout()));
    AVChannelLayout from = new AVChannelLayout();
    try {
      av_channel_layout_default(from, channels);
      if (layout.order() != AV_CHANNEL_ORDER_UNSPEC) {
        MediaFile.check(av_channel_layout_copy(from, layout));
      }
      MediaFile.check(
          swr_alloc_set_opts2(
              context, stereo, AV_SAMPLE_FMT_S16, Song.SAMPLE_RATE, from, format, rate, 0, null));
    } finally {
      av_channel_layout_uninit(from);
      from.close();
    }
    if (channels == 1) {
      MediaFile.check(swr_set_matrix(context, MONO_TO_STEREO, 1));
    }
    MediaFile.check(swr_init(context));
  }

  private void convert(@Nullable PointerPointer<?> input, int count, PcmFile song)
      throws IOException {
    int most = swr_get_out_samples(context, count);
    MediaFile.check(most);
    if (most == 0) {
      return;
    }
    makeRoom(most * FRAME_BYTES);
    int frames = swr_convert(context, planes, most, input, count);
    MediaFile.check(frames);
    convertedBytes.clear().limit(frames * FRAME_BYTES);
    song.append(convertedBytes);
  }

  private void makeRoom(int bytes) {
    if (convertedBytes.capacity() < bytes) {
      freeConverted();
      BytePointer room = new BytePointer(bytes);
      converted = room;
      convertedBytes = room.asByteBuffer();
      planes.put(0, room);
    }
  }

  private void freeConverted() {
    convertedBytes = ByteBuffer.allocate(0);
    if (converted != null) {
      converted.close();
      converted = null;
    }
  }

  @Override
  public void close() {
    swr_free(context);
    freeConverted();
    planes.close();
    av_channel_layout_uninit(layout);
    layout.close();
    av_channel_layout_uninit(stereo);
    stereo.close();
  }
}
