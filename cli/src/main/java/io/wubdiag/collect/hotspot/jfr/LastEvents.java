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
 * What a JVM's flight recorder has written last to disk, of a JVM that can't be asked. It writes a
 * chunk of some megabytes, and once a second brings its header up to date: what that says is there
 * can be read, whatever became of the JVM since.
 *
 * <p>The header (JDK: {@code jdk.jfr.internal.consumer.ChunkHeader}): four bytes {@code FLR\0}, the
 * version, at 8 the size of what is complete, big-endian, at 64 a byte that is 0 once the chunk is
 * finished. A parser waits for that, so it is given a copy that is.
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

  /** The last ones that tell of locks, oldest first; none if it does not record. */
  public static List<LockEvent> of(Machine machine, KernelFacts jvm, Deadline deadline) {
    Deadline share = deadline.within(deadline.remaining().dividedBy(4));
    PriorityQueue<LockEvent> last = new PriorityQueue<>(Comparator.comparing(LockEvent::end));
    for (OpenFile file : jvm.openFiles()) {
      if (file.target().endsWith(SUFFIX)) {
        // By its descriptor: its path may be another file's to us.
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

  /** The newest that lies beside it; their names are the times when they were begun. */
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
      // Cut off in the middle, or no recording at all. It only adds to what others tell.
    }
  }

  /** What is complete of a chunk, marked as finished; null if it is none, or too large. */
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
