package io.wubdiag.collect.hotspot.jfr;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.LockEvent;
import io.wubdiag.model.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The last events that a JVM's flight recorder has written to disk, for a JVM that can't be asked.
 * The recorder writes a chunk of some megabytes, and updates its header once a second. What the
 * header covers can be read, whatever became of the JVM since.
 *
 * <p>The header (JDK: {@code jdk.jfr.internal.consumer.ChunkHeader}): four bytes {@code FLR\0}, the
 * version, at 8 the size of the complete part, big-endian, at 64 a byte that is 0 once the chunk is
 * finished. A parser waits for that byte, so it is given a copy in which it is 0.
 */
public final class LastEvents {
  private static final String SUFFIX = ".jfr";
  private static final int MOST_EVENTS = 5;
  private static final long MOST_BYTES = 64 << 20;
  private static final int HEADER = 68;
  private static final int SIZE_AT = 8;
  private static final int STATE_AT = 64;
  private static final int MAGIC = 0x464c5200;

  private LastEvents() {}

  /** The last lock events, oldest first; empty if the JVM does not record. */
  public static List<LockEvent> of(Machine machine, KernelFacts jvm, Deadline deadline) {
    Deadline share = deadline.within(deadline.remaining().dividedBy(4));
    PriorityQueue<LockEvent> last = new PriorityQueue<>(Comparator.comparing(LockEvent::end));
    for (OpenFile file : jvm.openFiles()) {
      if (file.target().endsWith(SUFFIX)) {
        // Opened by its descriptor: in our view its path may be another file's.
        add(machine, "/proc/" + jvm.pid() + "/fd/" + file.fd(), jvm.pid(), share, last);
        String before = last.size() < MOST_EVENTS ? chunkBefore(machine, jvm, file.target()) : null;
        if (before != null) {
          add(machine, before, jvm.pid(), share, last);
        }
        break;
      }
    }
    List<LockEvent> result = new ArrayList<>(last);
    result.sort(Comparator.comparing(LockEvent::end));
    return result;
  }

  /** The newest chunk beside this one; chunks are named by the time when they were begun. */
  private static @Nullable String chunkBefore(Machine machine, KernelFacts jvm, String chunk) {
    int slash = chunk.lastIndexOf('/');
    String directory = "/proc/" + jvm.pid() + "/root" + chunk.substring(0, slash);
    String[] names = machine.list(directory);
    String newest = null;
    for (String name : names == null ? new String[0] : names) {
      if (name.endsWith(SUFFIX)
          && name.compareTo(chunk.substring(slash + 1)) < 0
          && (newest == null || name.compareTo(newest) > 0)) {
        newest = name;
      }
    }
    return newest == null ? null : directory + "/" + newest;
  }

  private static void add(
      Machine machine, String chunk, long pid, Deadline deadline, PriorityQueue<LockEvent> last) {
    try {
      byte[] finished = finished(machine, chunk);
      if (finished != null) {
        machine.withCopy(
            finished, SUFFIX, copy -> read(copy, new LockEventReader(pid), deadline, last));
      }
    } catch (IOException | RuntimeException e) {
      // The file is cut off, or not a recording. The events only add to what other sources tell.
    }
  }

  /**
   * The complete part of a chunk, marked as finished; null if the file is not a chunk, or too
   * large.
   */
  private static byte @Nullable [] finished(Machine machine, String chunk) throws IOException {
    try (ReadableFile file = machine.open(chunk)) {
      ByteBuffer header = ByteBuffer.wrap(file.readFully(0, HEADER));
      long size = header.getInt(0) == MAGIC ? header.getLong(SIZE_AT) : 0;
      if (size <= HEADER || size > Math.min(MOST_BYTES, file.length())) {
        return null;
      }
      byte[] content = file.readFully(0, (int) size);
      content[STATE_AT] = 0;
      return content;
    }
  }

  private static void read(
      Path file, LockEventReader reader, Deadline deadline, PriorityQueue<LockEvent> last)
      throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (!deadline.hasPassed() && recording.hasMoreEvents()) {
        LockEvent event = reader.read(recording.readEvent());
        if (event != null) {
          last.add(event);
          if (last.size() > MOST_EVENTS) {
            last.remove();
          }
        }
      }
    }
  }
}
