package io.wubdiag.remix.web;

import io.wubdiag.remix.arrange.Style;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An upload in progress: its file, whose bytes are counted, and its name and style. Closing it
 * deletes the file if it still exists.
 */
final class Upload implements Closeable {
  private final Path file;
  private final long maxBytes;
  private final FileChannel channel;
  private long bytes;
  private @Nullable String name;
  private @Nullable Style style;

  Upload(Path directory, long maxBytes) throws IOException {
    this.file = directory.resolve(UUID.randomUUID() + ".upload");
    this.maxBytes = maxBytes;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Throws if the song would be too large. */
  static void checkLength(long bytes, long maxBytes) throws HttpProblem {
    if (bytes > maxBytes) {
      throw new HttpProblem(
          413,
          "too-large",
          "The song's file is too large: up to " + megabytes(maxBytes) + " are fine.",
          "Send a compressed one, as MP3, AAC or Opus, or a shorter one.");
    }
  }

  private static String megabytes(long bytes) {
    return bytes < 1_000_000 ? bytes + " bytes" : bytes / 1_000_000 + " MB";
  }

  /** Writes more of the song. */
  void append(ByteBuffer part) throws HttpProblem, IOException {
    checkLength(bytes + part.remaining(), maxBytes);
    while (part.hasRemaining()) {
      bytes += channel.write(part);
    }
  }

  void setName(String sent) throws HttpProblem {
    name = FileNames.checked(sent);
  }

  void setStyle(String label) throws HttpProblem {
    for (Style known : Style.values()) {
      if (known.label().equals(label)) {
        style = known;
        return;
      }
    }
    throw new HttpProblem(
        400,
        "unknown-style",
        "There is no such style.",
        "Choose one of: "
            + Arrays.stream(Style.values()).map(Style::label).collect(Collectors.joining(", "))
            + '.');
  }

  /** Throws if anything is missing at the end of the upload. */
  void complete() throws HttpProblem, IOException {
    if (name == null) {
      throw missing("no-song", "There is no song in the request.", "song");
    }
    if (style == null) {
      throw missing("no-style", "The request does not say in which style.", "style");
    }
    if (bytes == 0) {
      throw new HttpProblem(
          400,
          "empty-file",
          "The song's file is empty.",
          "Check that it plays, and send it again.");
    }
    channel.close();
  }

  private static HttpProblem missing(String code, String message, String field) {
    return new HttpProblem(
        400,
        code,
        message,
        "Send a form with the fields style and song (a file), or the song itself as the body with"
            + " ?style=STYLE&name=NAME; the "
            + field
            + " is missing.");
  }

  Path file() {
    return file;
  }

  /** The name; never null after {@link #complete}. */
  String name() {
    return Objects.requireNonNull(name);
  }

  /** The style; never null after {@link #complete}. */
  Style style() {
    return Objects.requireNonNull(style);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
