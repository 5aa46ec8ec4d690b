package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.ForkedChild;
import io.wubdiag.agent.events.AgentEvents;
import io.wubdiag.agent.events.AgentEvents.LogCall;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A memory page that this process shares with its forked copies. A forked copy can't record events,
 * so it writes its first log call here, and the parent records it.
 */
public final class ForkPage {
  /** A call that has not ended is reported after this time. */
  private static final long HUNG_NANOS = 100_000_000;

  private final @Nullable MappedByteBuffer page;

  /** Maps the page; without a file the agent works without a page. */
  public ForkPage() {
    page = map();
  }

  private static @Nullable MappedByteBuffer map() {
    try {
      Path file = Files.createTempFile("wubdiag-", ".page");
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, ForkedChild.PAGE);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Makes forked copies of this process write their first log call to the page. */
  public void open() {
    ForkedChild.remember(page);
  }

  /** Makes forked copies stop writing. */
  public static void close() {
    ForkedChild.remember(null);
  }

  /**
   * Reports a call that was written to the page, once it has ended or is slow. Called periodically.
   */
  public void look(AgentEvents events) {
    if (page == null || page.getLong(ForkedChild.PID) == 0) {
      return;
    }
    long begun = page.getLong(ForkedChild.BEGUN);
    long ended = page.getLong(ForkedChild.ENDED);
    long nanos = (ended == 0 ? System.nanoTime() : ended) - begun;
    if (ended == 0 && nanos < HUNG_NANOS) {
      return;
    }
    byte[] name = new byte[Math.min(page.getInt(ForkedChild.NAME_LENGTH), ForkedChild.PAGE / 2)];
    page.get(ForkedChild.NAME, name);
    String className = new String(name, StandardCharsets.ISO_8859_1);
    events.logWaited(
        new LogCall(
            LogReports.library(className),
            className
                + " in process "
                + page.getLong(ForkedChild.PID)
                + ", thread "
                + page.getLong(ForkedChild.THREAD),
            null,
            nanos,
            0,
            0,
            null,
            true));
    page.putLong(ForkedChild.PID, 0);
  }
}
