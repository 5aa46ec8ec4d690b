package io.wubdiag.collect.hotspot.jfr;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.LockEvent;
import io.wubdiag.model.OpenFile;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  public static List<LockEvent> of(KernelFacts jvm, Deadline deadline) {
    Deadline share = deadline.within(deadline.remaining().dividedBy(4));
    PriorityQueue<LockEvent> last = new PriorityQueue<>(Comparator.comparing(LockEvent::end));
    for (OpenFile file : jvm.openFiles()) {
      if (file.target().endsWith(SUFFIX)) {
        // By its descriptor: its path may be another file's to us.
        add(Path.of("/proc/" + jvm.pid() + "/fd/" + file.fd()), jvm.pid(), share, last);
        Path before = last.size() < MOST_EVENTS ? chunkBefore(jvm, file.target()) : null;
        if (before != null) {
          add(before, jvm.pid(), share, last);
        }
        break;
      }
    }
    List<LockEvent> result = new ArrayList<>(last);
    result.sort(Comparator.comparing(LockEvent::end));
    return result;
  }

  /** The newest that lies beside it; their names are the times when they were begun. */
  private static @Nullable Path chunkBefore(KernelFacts jvm, String chunk) {
    File file = new File("/proc/" + jvm.pid() + "/root" + chunk);
    File[] others =
        file.getParentFile()
            .listFiles(
                (parent, name) -> name.endsWith(SUFFIX) && name.compareTo(file.getName()) < 0);
    File newest = null;
    for (File other : others == null ? new File[0] : others) {
      newest = newest == null || other.compareTo(newest) > 0 ? other : newest;
    }
    return newest == null ? null : newest.toPath();
  }

  private static void add(Path chunk, long pid, Deadline deadline, PriorityQueue<LockEvent> last) {
    try {
      Path copy = Files.createTempFile("wubdiag-", SUFFIX);
      try {
        if (copyFinished(chunk, copy)) {
          read(copy, new LockEventReader(pid), deadline, last);
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException | RuntimeException e) {
      // Cut off in the middle, or no recording at all. It only adds to what others tell.
    }
  }

  private static boolean copyFinished(Path chunk, Path copy) throws IOException {
    try (FileChannel from = FileChannel.open(chunk, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      if (from.read(header, 0) < HEADER || header.getInt(0) != MAGIC) {
        return false;
      }
      long size = header.getLong(SIZE_AT);
      if (size <= HEADER || size > Math.min(MOST_BYTES, from.size())) {
        return false;
      }
      from.transferTo(0, size, to);
      to.write(header.put(STATE_AT, (byte) 0).flip(), 0);
      return true;
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
