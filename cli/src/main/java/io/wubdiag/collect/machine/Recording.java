package io.wubdiag.collect.machine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A recording by a {@link MachineRecorder}: a log for each line of work.
 *
 * <p>Its file is a zip. The entry {@code format} holds the version. {@code strings} and {@code
 * pieces} hold each question and each answer once. An entry {@code lines/NAME} for each line refers
 * to them by number. Numbers are big-endian, as those of {@link DataOutputStream}.
 */
public final class Recording {
  private static final String FORMAT = "1";

  private final ConcurrentMap<String, RecordedLine> lines = new ConcurrentHashMap<>();

  /** The line of this name, created if absent. */
  RecordedLine line(String name) {
    return lines.computeIfAbsent(name, same -> new RecordedLine());
  }

  /** The line of this name, null if absent. */
  @Nullable RecordedLine find(String name) {
    return lines.get(name);
  }

  /** Writes the recording, and leaves the stream open. */
  public void write(OutputStream stream) throws IOException {
    List<String> names = new ArrayList<>(lines.keySet());
    names.sort(null);
    Table strings = new Table();
    Table pieces = new Table();
    List<byte[]> logs = new ArrayList<>();
    for (String name : names) {
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      line(name).write(new DataOutputStream(log), strings, pieces);
      logs.add(log.toByteArray());
    }
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(stream));
    DataOutputStream out = new DataOutputStream(zip);
    zip.putNextEntry(entry("format"));
    out.write(FORMAT.getBytes(Table.CHARSET));
    zip.putNextEntry(entry("strings"));
    strings.write(out);
    zip.putNextEntry(entry("pieces"));
    pieces.write(out);
    for (int i = 0; i < names.size(); i++) {
      zip.putNextEntry(entry("lines/" + names.get(i)));
      out.write(logs.get(i));
    }
    zip.putNextEntry(entry("end"));
    out.flush();
    zip.finish();
    zip.flush();
  }

  /** A zip entry without a time stamp, so that the same recording makes the same file. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    return entry;
  }

  /**
   * Reads a recording.
   *
   * @throws IOException if the stream holds no recording, or a damaged one, or one of another
   *     version
   */
  public static Recording read(InputStream stream) throws IOException {
    Recording recording = new Recording();
    Table strings = new Table();
    Table pieces = new Table();
    boolean known = false;
    boolean ended = false;
    ZipInputStream zip = new ZipInputStream(new BufferedInputStream(stream));
    DataInputStream in = new DataInputStream(zip);
    for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
      String name = entry.getName();
      if (name.equals("format")) {
        known = new String(in.readAllBytes(), Table.CHARSET).equals(FORMAT);
      } else if (!known) {
        break;
      } else if (name.equals("end")) {
        ended = true;
      } else if (name.equals("strings")) {
        strings = Table.read(in);
      } else if (name.equals("pieces")) {
        pieces = Table.read(in);
      } else if (name.startsWith("lines/")) {
        recording.lines.put(
            name.substring("lines/".length()), RecordedLine.read(in, strings, pieces));
      }
    }
    if (!known) {
      throw new IOException("not a recording of wubdiag, or one of another version");
    }
    if (!ended) {
      throw new IOException("the recording was cut off");
    }
    return recording;
  }

  /** How many lines of work the recording holds. */
  public int size() {
    return lines.size();
  }
}
