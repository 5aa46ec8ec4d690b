package io.wubdiag.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.wubdiag.model.ContendedLock;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;

/** Where threads waited for locks, as one line of JSON; docs/events.md describes it. */
public final class ContentionJson {
  private ContentionJson() {}

  /**
   * The line, ended.
   *
   * @param at the instant up to which this is
   */
  public static String render(List<ContendedLock> places, Instant at) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      JsonWriter writer = new JsonWriter(json);
      json.writeStartObject();
      json.writeStringField("schemaVersion", "1");
      json.writeStringField("at", at.toString());
      json.writeArrayFieldStart("locks");
      for (ContendedLock place : places) {
        json.writeStartObject();
        json.writeNumberField("pid", place.pid());
        json.writeStringField("lockClass", place.lockClass());
        json.writeStringField("site", place.site());
        json.writeNumberField("waits", place.waits());
        writer.millis("totalMillis", place.total());
        writer.millis("longestMillis", place.longest());
        json.writeStringField("lastAt", place.last().toString());
        json.writeStringField("heldAt", place.heldAt());
        json.writeStringField("heldBy", place.heldBy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}
