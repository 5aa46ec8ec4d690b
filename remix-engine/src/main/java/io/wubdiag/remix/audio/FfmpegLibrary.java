package io.wubdiag.remix.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * ffmpeg's libraries, which decode songs: native code that comes in a jar and is unpacked into a
 * directory, once, by JavaCPP. That takes 55 MB and half a second; afterwards loading takes 0.15 s.
 *
 * <p>Whoever starts a JVM that decodes says where, by {@code -D}{@value #CACHE_PROPERTY}{@code
 * =DIRECTORY} or {@link #cacheIn}; otherwise it is {@code ~/.javacpp/cache}. Several JVMs may share
 * one directory: they lock it.
 */
public final class FfmpegLibrary {
  /** The system property that names the directory which native libraries are unpacked into. */
  public static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** The greatest memory block that a file may make ffmpeg allocate, in bytes. */
  private static final long LARGEST_ALLOCATION = 128L << 20;

  private static final int ERROR_TEXT_BYTES = 128;

  private FfmpegLibrary() {}

  /** Sets the directory for unpacked native libraries, unless the JVM was started with another. */
  public static void cacheIn(Path directory) {
    setUnlessSet(CACHE_PROPERTY, directory.toString());
  }

  /**
   * Loads the libraries, unless they are loaded. Decoding does so by itself; a worker may want to
   * do it in advance.
   */
  public static void load() {
    Loaded.once();
  }

  /** The text of an ffmpeg error. */
  static String errorText(int error) {
    byte[] text = new byte[ERROR_TEXT_BYTES];
    av_strerror(error, text, text.length);
    int length = 0;
    while (length < text.length && text[length] != 0) {
      length++;
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** Loads when it is initialised, which the JVM does once, whoever comes first. */
  private static final class Loaded {
    static {
      // All native memory here is freed by who asked for it. So there is no need for JavaCPP's
      // thread
      // that waits for garbage, nor for its limits, at which it runs the garbage collector and
      // sleeps:
      // they count the whole process' memory, and follow from -Xmx, which is small here.
      setUnlessSet("org.bytedeco.javacpp.nopointergc", "true");
      setUnlessSet("org.bytedeco.javacpp.maxBytes", "0");
      setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
      av_log_set_level(AV_LOG_QUIET);
      av_max_alloc(LARGEST_ALLOCATION);
    }

    static void once() {
      // The static initialiser has loaded the libraries.
    }
  }
}
