package io.wubdiag.jfr;

import io.wubdiag.collect.hotspot.jfr.RecordedEvents;
import io.wubdiag.model.RecordingContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordingFile;

/** Summarises a recording. */
final class RecordingReader {
  private RecordingReader() {}

  /** The number of events of each kind. */
  static RecordingContents contents(Path path) throws IOException {
    long jdkEvents = 0;
    long agentEvents = 0;
    boolean agent = false;
    try (RecordingFile file = new RecordingFile(path)) {
      for (EventType type : file.readEventTypes()) {
        agent |= type.getName().startsWith(RecordedEvents.OURS);
      }
      while (file.hasMoreEvents()) {
        String type = file.readEvent().getEventType().getName();
        if (type.startsWith(RecordedEvents.OURS)) {
          agentEvents += type.equals(RecordedEvents.HEALTH) ? 0 : 1;
        } else {
          jdkEvents += type.equals(RecordedEvents.JVM) ? 0 : 1;
        }
      }
    } catch (RuntimeException e) {
      throw new IOException("it is damaged: " + e, e);
    }
    return new RecordingContents(path, Files.size(path), jdkEvents, agentEvents, agent);
  }
}
