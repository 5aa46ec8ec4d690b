package io.wubdiag.jfr;

import io.wubdiag.collect.hotspot.jfr.LockEventReader;
import io.wubdiag.collect.hotspot.jfr.RecordedEvents;
import io.wubdiag.jfr.TreeRecording.Followed;
import io.wubdiag.model.LockEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.consumer.EventStream;

/**
 * The stream of lock events from running recordings. JVMs write them to disk once a second. Closing
 * the stream does not end the recordings.
 */
public final class LockStream implements AutoCloseable {
  private final List<EventStream> streams = new ArrayList<>();

  private LockStream() {}

  /**
   * Follows these recordings from now on.
   *
   * @param consumer given each event, by one thread at a time
   */
  public static LockStream follow(List<Followed> recordings, Consumer<LockEvent> consumer)
      throws IOException {
    LockStream all = new LockStream();
    Object turn = new Object();
    try {
      for (Followed recording : recordings) {
        LockEventReader reader = new LockEventReader(recording.pid());
        EventStream stream = EventStream.openRepository(recording.repository());
        all.streams.add(stream);
        for (String event : RecordedEvents.OF_LOCKS) {
          stream.onEvent(
              event,
              recorded -> {
                LockEvent read = reader.read(recorded);
                if (read != null) {
                  synchronized (turn) {
                    consumer.accept(read);
                  }
                }
              });
        }
        stream.startAsync();
      }
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
    return all;
  }

  @Override
  public void close() {
    for (EventStream stream : streams) {
      stream.close();
    }
  }
}
