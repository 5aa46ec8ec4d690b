package io.wubdiag.remix.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What HotSpot writes when it crashes, as far as its first lines go:
 *
 * <pre>
 * # A fatal error has been detected by the Java Runtime Environment:
 * #
 * #  SIGSEGV (0xb) at pc=0x00007f8e2c1f1a2b, pid=4711, tid=4712
 * # ...
 * # Problematic frame:
 * # C  [libavcodec.so.61+0x1a2b]  decode_frame+0x1b
 * </pre>
 *
 * @param what the signal, or the error; empty if the report does not say
 * @param where the library or the Java method; empty if the report does not say
 */
record CrashReport(String what, String where) {
  /** The file name for the JVM's option; the JVM replaces {@code %p} by its pid. */
  static final String FILE_NAME = "crash-%p.log";

  private static final int HEAD_BYTES = 8192;
  private static final Pattern WHAT =
      Pattern.compile("#\\s+(SIG[A-Z]+|Internal Error|Out of Memory Error)\\b.*");
  private static final Pattern NATIVE_MEMORY = Pattern.compile("# Native memory allocation .*");
  private static final Pattern LIBRARY = Pattern.compile("[CV]\\s+\\[([^+\\]]+)[^]]*]\\s*(.*)");

  /** The report of the JVM in a directory; empty if there is none. */
  static Optional<CrashReport> in(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "crash-*.log")) {
      for (Path file : files) {
        try (var in = Files.newInputStream(file)) {
          String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
          return Optional.of(parse(head.lines().toList()));
        }
      }
    }
    return Optional.empty();
  }

  static CrashReport parse(List<String> head) {
    String what = "";
    String where = "";
    for (int i = 0; i < head.size(); i++) {
      String line = head.get(i);
      Matcher matcher = WHAT.matcher(line);
      if (what.isEmpty() && matcher.matches()) {
        what = matcher.group(1);
      } else if (what.isEmpty() && NATIVE_MEMORY.matcher(line).matches()) {
        what = "out of memory";
      } else if (line.equals("# Problematic frame:") && i + 1 < head.size()) {
        where = frame(head.get(i + 1).substring(1).strip());
      }
    }
    return new CrashReport(what, where);
  }

  private static String frame(String frame) {
    Matcher matcher = LIBRARY.matcher(frame);
    if (!matcher.matches()) {
      return frame;
    }
    return matcher.group(2).isEmpty()
        ? matcher.group(1)
        : matcher.group(1) + ", " + matcher.group(2);
  }

  /** A phrase that follows a process's name: {@code crashed: SIGSEGV in libavcodec.so.61}. */
  String words() {
    return "crashed: "
        + (what.isEmpty() ? "unknown error" : what)
        + (where.isEmpty() ? "" : " in " + where);
  }
}
