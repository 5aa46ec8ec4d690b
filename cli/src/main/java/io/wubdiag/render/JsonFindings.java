package io.wubdiag.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.render.words.AllWords;
import io.wubdiag.render.words.EvidenceWords;
import io.wubdiag.render.words.FindingWords;
import io.wubdiag.render.words.HungProcesses;
import io.wubdiag.render.words.Wording;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings of the document. */
final class JsonFindings {
  private final JsonGenerator json;
  private final JsonWriter pieces;
  private final ProcessTreeSnapshot snapshot;

  JsonFindings(JsonGenerator json, JsonWriter pieces, ProcessTreeSnapshot snapshot) {
    this.json = json;
    this.pieces = pieces;
    this.snapshot = snapshot;
  }

  void write(Finding finding) throws IOException {
    FindingWords<?> words = AllWords.of(finding);
    json.writeStartObject();
    json.writeStringField("verdict", finding.verdict().name());
    json.writeStringField("level", finding.level().name());
    json.writeStringField("certainty", finding.certainty().name());
    json.writeStringField("summary", words.summary());
    json.writeNumberField("pid", finding.pid());
    Resource resource = finding.resource();
    pieces.resource("resource", resource == null ? null : resource.id());
    owner(finding);
    waiters(finding);
    pieces.frame("culprit", finding.culprit());
    chain(finding);
    if (finding instanceof Finding.LockOrderInversion inversion) {
      orders(inversion);
    }
    evidence(finding);
    List<String> advice = words.advice(new HungProcesses(snapshot, finding.hungPids()));
    json.writeStringField("advice", Wording.sentence(String.join(" ", advice)));
    json.writeObjectFieldStart("heldUp");
    json.writeNumberField("threads", finding.heldUp().threads());
    json.writeNumberField("processes", finding.heldUp().processes());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void owner(Finding finding) throws IOException {
    Owner owner = finding.owner();
    if (owner == null) {
      json.writeNullField("owner");
      return;
    }
    json.writeObjectFieldStart("owner");
    ownerFields(owner);
    ThreadSnapshot thread = finding.ownerThread();
    pieces.frames(thread == null ? List.of() : thread.frames());
    pieces.frame("acquiredIn", finding.acquiredIn());
    if (finding instanceof Finding.ForkInherited inherited) {
      pieces.id("original", inherited.original());
      twin(inherited.twin());
    } else {
      json.writeNullField("twin");
    }
    json.writeEndObject();
  }

  private void ownerFields(Owner owner) throws IOException {
    pieces.thread(owner.thread());
    json.writeBooleanField("ghost", owner.liveness() == Owner.Liveness.GHOST);
    json.writeBooleanField("terminated", owner.liveness() == Owner.Liveness.TERMINATED);
    pieces.acquired(owner.acquired());
  }

  private void twin(@Nullable ThreadSnapshot twin) throws IOException {
    if (twin == null) {
      json.writeNullField("twin");
      return;
    }
    json.writeObjectFieldStart("twin");
    pieces.thread(twin.ref());
    Thread.State state = twin.state();
    json.writeStringField("state", state == null ? null : state.name());
    pieces.frames(twin.frames());
    json.writeEndObject();
  }

  private void waiters(Finding finding) throws IOException {
    json.writeArrayFieldStart("waiters");
    for (Waiter waiter : finding.waiters()) {
      json.writeStartObject();
      pieces.thread(waiter.thread().ref());
      pieces.frame("culprit", waiter.culprit());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void chain(Finding finding) throws IOException {
    json.writeArrayFieldStart("chain");
    for (WaitEdge edge : finding.chain()) {
      json.writeStartObject();
      pieces.thread(edge.waiter().thread().ref());
      pieces.frame("culprit", edge.waiter().culprit());
      pieces.resource("waitsFor", edge.resource().id());
      json.writeObjectFieldStart("heldBy");
      ownerFields(edge.owner());
      pieces.frame("acquiredIn", edge.acquiredIn());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void orders(Finding.LockOrderInversion finding) throws IOException {
    json.writeArrayFieldStart("orders");
    for (LockOrder order : finding.inversion().orders()) {
      json.writeStartObject();
      json.writeStringField("thread", order.thread());
      lock("held", order.held());
      lock("taken", order.taken());
      pieces.frames(order.frames());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("baselineKey", finding.inversion().key());
  }

  private void lock(String name, LockOrder.TakenLock lock) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("className", lock.className());
    json.writeStringField("createdIn", lock.createdIn());
    json.writeStringField("site", lock.site());
    json.writeBooleanField("shared", lock.shared());
    json.writeEndObject();
  }

  private void evidence(Finding finding) throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Evidence evidence : finding.evidence()) {
      json.writeStartObject();
      json.writeStringField("statement", EvidenceWords.statement(evidence));
      json.writeStringField("source", evidence.source().name());
      json.writeStringField("check", EvidenceWords.check(evidence));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
