package io.wubdiag.remix.web;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a representation: one range of a {@code Range} header (RFC 9110, section 14).
 *
 * @param first the first byte
 * @param last the last byte, included
 */
record ByteRange(long first, long last) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  long length() {
    return last - first + 1;
  }

  /**
   * The range in a header. Null for the whole: there is no header, or it asks for several ranges or
   * in other units, which a server may ignore.
   *
   * @param size the length of the whole
   * @throws HttpProblem no byte of the whole is in the range
   */
  static @Nullable ByteRange of(@Nullable String header, long size) throws HttpProblem {
    Matcher parts = SINGLE.matcher(header == null ? "" : header.replace(" ", ""));
    if (!parts.matches() || parts.group(1).isEmpty() && parts.group(2).isEmpty()) {
      return null;
    }
    if (parts.group(1).isEmpty()) {
      long suffix = Long.parseLong(parts.group(2));
      return within(Math.max(0, size - suffix), suffix == 0 ? -1 : size - 1, size);
    }
    long first = Long.parseLong(parts.group(1));
    if (parts.group(2).isEmpty()) {
      return within(first, size - 1, size);
    }
    long last = Long.parseLong(parts.group(2));
    return last < first ? null : within(first, Math.min(last, size - 1), size);
  }

  private static ByteRange within(long first, long last, long size) throws HttpProblem {
    if (last < first) {
      throw new HttpProblem(
          416,
          "no-such-range",
          "The remix has " + size + " bytes; none of them is in the range asked for.",
          "Ask for a range within it, or for the whole.",
          Map.of("Content-Range", "bytes */" + size));
    }
    return new ByteRange(first, last);
  }
}
