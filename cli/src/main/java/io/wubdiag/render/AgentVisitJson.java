package io.wubdiag.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The result of attaching or detaching the agent in one JVM, as one line of JSON, in ASCII. */
public final class AgentVisitJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private AgentVisitJson() {}

  /** The line, ended. */
  public static String line(AgentVisit visit) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      write(visit, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.append('\n').toString();
  }

  private static void write(AgentVisit visit, JsonGenerator json) throws IOException {
    KernelFacts kernel = visit.kernel();
    AgentChange change = visit.change();
    JsonWriter pieces = new JsonWriter(json);
    json.writeStartObject();
    json.writeStringField("schemaVersion", "1");
    json.writeNumberField("pid", kernel.pid());
    json.writeNumberField("ppid", kernel.parentPid());
    json.writeStringField("startTime", kernel.startTime().toString());
    json.writeStringField("command", String.join(" ", kernel.command()));
    json.writeStringField("outcome", change == null ? "FAILED" : change.kind().name());
    json.writeNumberField("classes", change == null ? 0 : change.classes());
    json.writeNumberField("sites", change == null ? 0 : change.sites());
    json.writeNumberField("appenders", change == null ? 0 : change.appenders());
    json.writeNumberField("leftAlone", change == null ? 0 : change.leftAlone());
    json.writeArrayFieldStart("leftAloneClasses");
    for (String name : change == null ? List.<String>of() : change.leftAloneClasses()) {
      json.writeString(name);
    }
    json.writeEndArray();
    pieces.millis("tookMillis", change == null ? null : change.took());
    pieces.millis("longestStopMillis", change == null ? null : change.longestStop());
    json.writeStringField("reason", visit.reason());
    json.writeEndObject();
  }
}
