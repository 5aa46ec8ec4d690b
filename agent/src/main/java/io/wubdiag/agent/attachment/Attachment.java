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
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The agent while it is in a JVM: from weaving all that is loaded up to restoring it. It is spoken
 * to in texts, since whoever speaks is of another class loader: {@code attach} or {@code attach
 * lock-order}, then {@code detach} once. It answers in lines {@code key=value}.
 */
public final class Attachment implements UnaryOperator<String> {
  /**
   * How many classes are exchanged at one safepoint. For each safepoint the JVM goes through all
   * classes that are loaded, so many more of them take longer; many more classes stop it for long.
   */
  private static final int CLASSES_AT_ONCE = 64;

  private static final String UNCHANGED = "outcome=unchanged\n";

  private final Instrumentation instrumentation;
  private final CallSites sites = new CallSites();
  private final LockOrderAspect orderAspect = new LockOrderAspect(sites);

  /** What logging is woven with comes last: the locks' weaver knows code as compilers make it. */
  private final Weaver weaver =
      new Weaver(List.of(new LogAspect(), new LockAspect(sites), orderAspect));

  private final AgentEvents events = AgentEvents.open();
  private final ForkPage forks = new ForkPage();
  private final OrphanWatch orphans = new OrphanWatch(events);
  private final Ticker ticker = new Ticker(this::everySecond);
  private @Nullable OrderAnalysis orders;
  private boolean attached;
  private int refused;

  /** Called by the agent's entry, by reflection. */
  public Attachment(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
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

  /** The first time, or once more with lock orders. */
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
      retransform(type -> true);
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
    Set<Class<?>> restored = retransform(type -> weaver.hasWoven(internalName(type)));
    // Those that were just being loaded.
    retransform(type -> weaver.hasWoven(internalName(type)) && !restored.contains(type));
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

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private Set<Class<?>> retransform(Predicate<Class<?>> wanted) {
    Set<Class<?>> done = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Class<?>> batch = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray()
          && weaver.concerns(type.getClassLoader(), internalName(type))
          && instrumentation.isModifiableClass(type)
          && wanted.test(type)) {
        done.add(type);
        batch.add(type);
        if (batch.size() == CLASSES_AT_ONCE) {
          retransform(batch);
          batch.clear();
        }
      }
    }
    retransform(batch);
    return done;
  }

  /**
   * All of them at once, or if that fails one after the other: one that can't be fails the rest.
   */
  private void retransform(List<Class<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      instrumentation.retransformClasses(batch.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException | LinkageError | InternalError e) {
      if (batch.size() == 1) {
        refused++;
        return;
      }
      int half = batch.size() / 2;
      retransform(List.copyOf(batch.subList(0, half)));
      retransform(List.copyOf(batch.subList(half, batch.size())));
    }
  }

  private String report(String what, long start) {
    Map<String, Object> values = new TreeMap<>();
    values.put("outcome", what);
    values.put("classes", weaver.wovenCount());
    values.put("sites", sites.count());
    values.put("leftAlone", weaver.failureCount() + refused);
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
