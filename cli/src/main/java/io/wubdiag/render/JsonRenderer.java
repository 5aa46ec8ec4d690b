package io.wubdiag.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Host;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.LockEvent;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Report;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Scope;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report for programs: one JSON document by version 1 of the contract, which {@code
 * report.schema.json} beside this class describes. It is ASCII throughout, so that no encoding on
 * the way spoils it and no terminal acts on it; half of a surrogate pair stays the escape that it
 * is.
 */
public final class JsonRenderer {
  private static final String SCHEMA_VERSION = "1";

  private final JsonGenerator json;
  private final JsonWriter pieces;
  private final Report report;
  private final Holdings holdings;

  private JsonRenderer(JsonGenerator json, Report report) {
    this.json = json;
    this.pieces = new JsonWriter(json);
    this.report = report;
    this.holdings = new Holdings(report);
  }

  /**
   * Writes the document and a line end, and flushes.
   *
   * @param tool our name and version
   * @param indented whether on many lines, for a reader
   * @throws IOException if the writer throws it
   */
  public static void render(Report report, String tool, boolean indented, Writer out)
      throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();
    try (JsonGenerator json = factory.createGenerator(out)) {
      if (indented) {
        json.useDefaultPrettyPrinter();
      }
      new JsonRenderer(json, report).document(tool);
      json.writeRaw('\n');
    }
    out.flush();
  }

  private void document(String tool) throws IOException {
    ProcessTreeSnapshot snapshot = report.snapshot();
    json.writeStartObject();
    json.writeStringField("schemaVersion", SCHEMA_VERSION);
    json.writeStringField("tool", tool);
    json.writeStringField("host", snapshot.host());
    List<Long> roots = snapshot.roots();
    pieces.id("root", roots.isEmpty() ? 0 : roots.get(0));
    json.writeArrayFieldStart("roots");
    for (Long root : roots) {
      json.writeNumber(root);
    }
    json.writeEndArray();
    json.writeStringField("capturedAt", snapshot.capturedAt().toString());
    pieces.millis("durationMillis", snapshot.duration());
    pieces.millis("skewMillis", snapshot.skew());
    json.writeNumberField("exitCode", report.exitCode());
    json.writeArrayFieldStart("processes");
    for (ProcessCapture process : snapshot.processes()) {
      process(process);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("resources");
    for (Resource resource : holdings.resources()) {
      resource(resource);
    }
    json.writeEndArray();
    JsonFindings findings = new JsonFindings(json, pieces, snapshot);
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      findings.write(finding);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notEvaluated");
    for (NotEvaluated open : report.notEvaluated()) {
      json.writeStartObject();
      json.writeStringField("analysis", open.analysis().name());
      json.writeNumberField("pid", open.pid());
      json.writeStringField("reason", open.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void lastEvents(List<LockEvent> events) throws IOException {
    json.writeArrayFieldStart("lastEvents");
    for (LockEvent event : events) {
      json.writeStartObject();
      json.writeStringField("what", event instanceof LockEvent.Held ? "HELD" : "WAITED");
      json.writeStringField("thread", event.thread());
      json.writeStringField("lockClass", event.lockClass());
      json.writeStringField("site", event.site());
      json.writeStringField("start", event.start().toString());
      json.writeStringField("end", event.end().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void process(ProcessCapture process) throws IOException {
    CapturedJvm jvm = process instanceof CapturedJvm captured ? captured : null;
    KernelFacts kernel = process.kernelFacts();
    json.writeStartObject();
    json.writeNumberField("pid", process.pid());
    json.writeNumberField("ppid", process.parentPid());
    identity(kernel == null ? null : kernel.identity());
    json.writeStringField("startTime", kernel == null ? null : kernel.startTime().toString());
    json.writeStringField("command", process.command());
    json.writeStringField("runtime", runtime(process));
    json.writeStringField("source", source(process));
    json.writeBooleanField("vanished", process instanceof VanishedProcess);
    json.writeStringField("state", kernel == null ? null : kernel.state().name());
    json.writeArrayFieldStart("attempts");
    for (Attempt attempt : process.attempts()) {
      json.writeStartObject();
      json.writeStringField("source", attempt.source().name());
      json.writeStringField("outcome", attempt.outcome().name());
      json.writeStringField("reason", attempt.reason());
      pieces.millis("millis", attempt.duration());
      json.writeEndObject();
    }
    json.writeEndArray();
    pieces.millis("pausedMillis", jvm == null ? Duration.ZERO : jvm.paused());
    jvm(jvm == null ? null : jvm.jvm());
    pieces.strings("unreadable", kernel == null ? List.of() : kernel.unreadable());
    if (jvm != null && !jvm.jvm().lastEvents().isEmpty()) {
      lastEvents(jvm.jvm().lastEvents());
    }
    json.writeArrayFieldStart("threads");
    for (ThreadSnapshot thread : process.threadsSeen()) {
      thread(thread);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void identity(@Nullable ProcessIdentity identity) throws IOException {
    hostId(identity);
    json.writeFieldName("startTicks");
    if (identity == null) {
      json.writeNull();
    } else {
      json.writeNumber(identity.startTicks());
    }
    pieces.id("pidNamespace", identity == null ? 0 : identity.pidNamespace());
  }

  private void hostId(@Nullable Scope scope) throws IOException {
    String id = scope == null ? "" : scope.host().id();
    json.writeStringField("hostId", id.isEmpty() ? null : id);
  }

  private static @Nullable String runtime(ProcessCapture process) {
    if (process instanceof CapturedNative other) {
      return other.runtime().name();
    }
    return process instanceof CapturedJvm ? Runtime.HOTSPOT.name() : null;
  }

  private static @Nullable String source(ProcessCapture process) {
    if (process instanceof CapturedJvm jvm) {
      return jvm.source().name();
    }
    return process instanceof CapturedNative other ? other.source().name() : null;
  }

  private void jvm(@Nullable JvmFacts jvm) throws IOException {
    if (jvm == null) {
      json.writeNullField("jvm");
      return;
    }
    json.writeObjectFieldStart("jvm");
    json.writeStringField("version", jvm.version());
    json.writeStringField("home", jvm.javaHome());
    json.writeStringField("collector", jvm.collector());
    JvmFacts.Fork fork = jvm.fork();
    if (fork == null) {
      json.writeNullField("fork");
    } else {
      json.writeObjectFieldStart("fork");
      pieces.id("original", fork.original());
      ThreadRef survivor = fork.survivor();
      json.writeStringField("survivor", survivor == null ? null : survivor.name());
      pieces.strings("missing", fork.missing());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void thread(ThreadSnapshot thread) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", thread.ref().name());
    pieces.id("tid", thread.ref().tid());
    pieces.id("javaId", thread.ref().javaId());
    Thread.State state = thread.state();
    json.writeStringField("state", state == null ? null : state.name());
    json.writeBooleanField("daemon", thread.daemon());
    json.writeBooleanField("virtual", thread.virtual());
    json.writeBooleanField("ghost", thread.ghost());
    pieces.millis("cpuMillis", thread.cpu());
    pieces.millis("stillMillis", thread.still());
    pieces.frames(thread.frames());
    Wait wait = thread.waitsFor();
    pieces.resource("waitsFor", wait == null ? null : wait.resource());
    json.writeStringField("waitKind", wait == null ? null : wait.kind().name());
    pieces.waitingSince(wait == null ? null : wait.since());
    pieces.logCall(thread.logCall());
    pieces.ids("holds", holdings.of(thread));
    json.writeEndObject();
  }

  private void resource(Resource resource) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", resource.id().value());
    json.writeStringField("kind", resource.accept(ResourceKinds.NAMES));
    json.writeStringField("className", resource.className());
    json.writeStringField("name", resource.name());
    json.writeStringField("identity", resource.id().identity());
    json.writeStringField("scope", resource.id().scope() instanceof Host ? "HOST" : "PROCESS");
    hostId(resource.id().scope());
    json.writeArrayFieldStart("owners");
    for (Owner owner : resource.owners()) {
      json.writeStartObject();
      pieces.thread(owner.thread());
      json.writeBooleanField("ghost", owner.liveness() == Owner.Liveness.GHOST);
      json.writeBooleanField("terminated", owner.liveness() == Owner.Liveness.TERMINATED);
      json.writeStringField("record", owner.record().name());
      json.writeStringField("certainty", owner.certainty().name());
      pieces.acquired(owner.acquired());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
