package io.wubdiag.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.AwaitedSince;
import io.wubdiag.model.Frame;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pieces that recur in the document. What is unknown or does not exist is written as null. */
final class JsonWriter {
  private final JsonGenerator json;

  JsonWriter(JsonGenerator json) {
    this.json = json;
  }

  /** {@code pid}, {@code thread} and {@code tid} of an object that is already begun. */
  void thread(ThreadRef thread) throws IOException {
    json.writeNumberField("pid", thread.pid());
    json.writeStringField("thread", thread.name());
    id("tid", thread.tid());
  }

  /** {@code acquired} of an owner. */
  void acquired(@Nullable Acquisition acquired) throws IOException {
    if (acquired == null) {
      json.writeNullField("acquired");
    } else {
      json.writeObjectFieldStart("acquired");
      json.writeStringField("site", acquired.site());
      json.writeNumberField("heldMillis", acquired.heldFor().toMillis());
      json.writeEndObject();
    }
  }

  /** {@code waitingSince} of a thread. */
  void waitingSince(@Nullable AwaitedSince since) throws IOException {
    if (since == null) {
      json.writeNullField("waitingSince");
    } else {
      json.writeObjectFieldStart("waitingSince");
      json.writeStringField("site", since.site());
      json.writeNumberField("waitedMillis", since.waited().toMillis());
      json.writeEndObject();
    }
  }

  /** {@code logCall} of a thread. */
  void logCall(@Nullable LogCall call) throws IOException {
    if (call == null) {
      json.writeNullField("logCall");
    } else {
      json.writeObjectFieldStart("logCall");
      json.writeStringField("appender", call.appender());
      json.writeStringField("className", call.className());
      json.writeStringField("sink", call.sink());
      json.writeStringField("phase", call.phase().name());
      json.writeNumberField("phaseMillis", call.phaseFor().toMillis());
      json.writeStringField("lockedAt", call.lockedAt());
      json.writeNumberField("forkedCalls", call.forkedCalls());
      json.writeEndObject();
    }
  }

  /** An id, of which 0 means that there is none. */
  void id(String name, long id) throws IOException {
    if (id == 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, id);
    }
  }

  void resource(String name, @Nullable ResourceId id) throws IOException {
    json.writeStringField(name, id == null ? null : id.value());
  }

  void frames(List<Frame> frames) throws IOException {
    json.writeArrayFieldStart("frames");
    for (Frame frame : frames) {
      frame(frame);
    }
    json.writeEndArray();
  }

  void frame(String name, @Nullable Frame frame) throws IOException {
    json.writeFieldName(name);
    if (frame == null) {
      json.writeNull();
    } else {
      frame(frame);
    }
  }

  private void frame(Frame frame) throws IOException {
    json.writeStartObject();
    json.writeStringField("class", frame.className().isEmpty() ? null : frame.className());
    json.writeStringField("method", frame.method());
    json.writeStringField("file", frame.file());
    if (frame.line() < 0) {
      json.writeNullField("line");
    } else {
      json.writeNumberField("line", frame.line());
    }
    json.writeBooleanField("native", frame.nativeMethod());
    if (!frame.locked().isEmpty()) {
      ids("locked", frame.locked());
    }
    json.writeEndObject();
  }

  void ids(String name, List<ResourceId> ids) throws IOException {
    json.writeArrayFieldStart(name);
    for (ResourceId id : ids) {
      json.writeString(id.value());
    }
    json.writeEndArray();
  }

  void strings(String name, List<String> strings) throws IOException {
    json.writeArrayFieldStart(name);
    for (String string : strings) {
      json.writeString(string);
    }
    json.writeEndArray();
  }

  /** Milliseconds, to the microsecond. */
  void millis(String name, @Nullable Duration duration) throws IOException {
    if (duration == null) {
      json.writeNullField(name);
      return;
    }
    long micros = duration.toNanos() / 1_000;
    if (micros % 1_000 == 0) {
      json.writeNumberField(name, micros / 1_000);
    } else {
      json.writeNumberField(name, micros / 1_000.0);
    }
  }
}
