package io.wubdiag.agent.attachment;

import io.wubdiag.agent.bootstrap.LogHooks;
import io.wubdiag.agent.bootstrap.Tracing;
import io.wubdiag.agent.events.AgentEvents;
import io.wubdiag.agent.events.OrphanWatch;
import io.wubdiag.agent.logging.ForkPage;
import io.wubdiag.agent.logging.LogAspect;
import io.wubdiag.agent.logging.LogReports;
import io.wubdiag.agent.order.OrderAnalysis;
import io.wubdiag.agent.weaving.CallSites;
import io.wubdiag.agent.weaving.LockAspect;
import io.wubdiag.agent.weaving.LockOrderAspect;
import io.wubdiag.agent.weaving.Weaver;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attached agent, from weaving all loaded classes to restoring them. Its caller has another
 * class loader, so both exchange strings: the commands are {@code attach} or {@code attach
 * lock-order}, then {@code detach} once; the answers are lines {@code key=value}.
 */
public final class Attachment implements UnaryOperator<String> {
  private static final String UNCHANGED = "outcome=unchanged\n";

  /** The greatest number of unwoven classes that an answer names. */
  private static final int MOST_NAMES = 10;

  private final Instrumentation instrumentation;
  private final CallSites sites = new CallSites();
  private final LockOrderAspect orderAspect = new LockOrderAspect(sites);

  /** The logging aspect comes last: the lock aspect only knows code as compilers generate it. */
  private final Weaver weaver =
      new Weaver(List.of(new LogAspect(), new LockAspect(sites), orderAspect));

  private final Retransformation classes;
  private final AgentEvents events;
  private final ForkPage forks = new ForkPage();
  private final OrphanWatch orphans;
  private final Ticker ticker = new Ticker(this::everySecond);
  private @Nullable OrderAnalysis orders;
  private boolean attached;

  /** Called by the agent's entry, by reflection. */
  public Attachment(Instrumentation instrumentation) {
    checkBootstrap();
    this.instrumentation = instrumentation;
    this.classes = new Retransformation(instrumentation, weaver);
    this.events = AgentEvents.open();
    this.orphans = new OrphanWatch(events);
  }

  /**
   * Reads the version by reflection: the compiler inlines the constant, but the JVM may have loaded
   * another version.
   */
  private static void checkBootstrap() {
    int version;
    try {
      version = Tracing.class.getField("VERSION").getInt(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    if (version != Tracing.VERSION) {
      throw new IllegalStateException(
          "this process has version "
              + version
              + " of "
              + Tracing.class.getPackageName()
              + " from an earlier attach, and this agent needs "
              + Tracing.VERSION
              + ": restart the process, or use the wubdiag that attached first");
    }
  }

  @Override
  public String apply(String command) {
    return switch (command) {
      case "attach" -> attached ? UNCHANGED : attach();
      case "attach lock-order" -> {
        if (orders != null) {
          yield UNCHANGED;
        }
        orders = new OrderAnalysis(instrumentation, events::inverted);
        yield attach();
      }
      case "detach" -> detach();
      default -> throw new IllegalArgumentException(command);
    };
  }

  /** Attaches, or adds lock orders to an attached agent. */
  private String attach() {
    long start = System.nanoTime();
    if (!attached) {
      attached = true;
      Tracing.start();
      Tracing.observer = events;
      forks.open();
      LogHooks.report(new LogReports(events));
      ticker.start();
      instrumentation.addTransformer(weaver, true);
    }
    OrderAnalysis analysis = orders;
    if (analysis != null) {
      orderAspect.turnOn();
      Tracing.startOrdering();
      ticker.analyse(analysis);
    }
    try {
      classes.weave();
    } catch (RuntimeException | Error fault) {
      detach();
      throw fault;
    }
    return report("attached", start);
  }

  private void everySecond() {
    orphans.run();
    forks.look(events);
  }

  private String detach() {
    long start = System.nanoTime();
    instrumentation.removeTransformer(weaver);
    classes.restore();
    OrderAnalysis analysis = orders;
    if (analysis != null) {
      ticker.close();
      analysis.runToEnd();
    }
    String report = report("detached", start);
    LogHooks.report(null);
    Tracing.stop();
    ticker.close();
    ForkPage.close();
    events.close();
    return report;
  }

  /** The classes that could not be woven. */
  private Set<String> leftAlone() {
    Set<String> names = new TreeSet<>(classes.refused());
    weaver.failed().forEach(name -> names.add(name.replace('/', '.')));
    return names;
  }

  private String report(String what, long start) {
    Map<String, Object> values = new TreeMap<>();
    values.put("outcome", what);
    Set<String> leftAlone = leftAlone();
    values.put("classes", weaver.woven().size());
    values.put("appenders", weaver.woven().stream().filter(LogAspect::isOfLogging).count());
    values.put("sites", sites.count());
    values.put("leftAlone", leftAlone.size());
    if (!leftAlone.isEmpty()) {
      values.put(
          "leftAloneClasses",
          leftAlone.stream().limit(MOST_NAMES).collect(Collectors.joining(";")));
    }
    values.put("longestStopMicros", classes.longestStopMicros());
    values.put("faults", Tracing.faults());
    values.put("millis", (System.nanoTime() - start) / 1_000_000);
    String noEvents = events.missing();
    if (noEvents != null) {
      values.put("noEvents", noEvents.replace('\n', ' '));
    }
    OrderAnalysis analysis = orders;
    if (analysis != null) {
      values.put("orders", analysis.orders());
      values.put("inversions", analysis.found());
      values.put("ordersMissed", analysis.missed());
    }
    StringBuilder text = new StringBuilder();
    values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }
}
