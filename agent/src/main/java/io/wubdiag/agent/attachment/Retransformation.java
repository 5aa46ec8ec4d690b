package io.wubdiag.agent.attachment;

import io.wubdiag.agent.weaving.Weaver;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Exchanges classes that are loaded. The JVM stops for that, so only those are exchanged that have
 * to be, a few at a time.
 */
final class Retransformation {
  /**
   * How many classes are exchanged at one safepoint, at first. For each safepoint the JVM goes
   * through all classes that are loaded, so many more of them take longer; many more classes stop
   * it for long. How long that is depends on the machine, so it is measured.
   */
  private static final int FIRST_AT_ONCE = 16;

  private static final int LEAST_AT_ONCE = 8;
  private static final int MOST_AT_ONCE = 64;

  /** For how long the JVM may stand still at a time, as far as this can be had. */
  private static final long WANTED_STOP_NANOS = 40_000_000;

  private final Instrumentation instrumentation;
  private final Weaver weaver;
  private final Set<String> refused = new TreeSet<>();
  private long longestStopNanos;
  private long lastStopNanos;

  Retransformation(Instrumentation instrumentation, Weaver weaver) {
    this.instrumentation = instrumentation;
    this.weaver = weaver;
  }

  /** The classes that the JVM would not exchange, by name. */
  Set<String> refused() {
    return Collections.unmodifiableSet(refused);
  }

  /**
   * For how long the JVM stood still at a time, in microseconds, at most. What is timed begins when
   * the last class of an exchange is woven, and has that one's verification in it.
   */
  long longestStopMicros() {
    return longestStopNanos / 1000;
  }

  /** Weaves all classes that there is something to weave in, as far as can be told. */
  void weave() {
    longestStopNanos = 0;
    try (ClassFiles files = new ClassFiles()) {
      retransform(type -> isToBeWoven(type, files));
    }
  }

  private boolean isToBeWoven(Class<?> type, ClassFiles files) {
    String name = internalName(type);
    byte[] file = files.read(type, name);
    return file == null || weaver.changes(type.getClassLoader(), name, file);
  }

  /** Restores all classes that were woven. The weaver must not be asked any more. */
  void restore() {
    longestStopNanos = 0;
    Set<Class<?>> restored = retransform(type -> weaver.hasWoven(internalName(type)));
    // Those that were just being loaded.
    retransform(type -> weaver.hasWoven(internalName(type)) && !restored.contains(type));
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  private Set<Class<?>> retransform(Predicate<Class<?>> wanted) {
    Set<Class<?>> done = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Class<?>> batch = new ArrayList<>();
    int atOnce = FIRST_AT_ONCE;
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isArray()
          && weaver.concerns(type.getClassLoader(), internalName(type))
          && instrumentation.isModifiableClass(type)
          && wanted.test(type)) {
        done.add(type);
        batch.add(type);
        if (batch.size() == atOnce) {
          retransform(batch);
          batch.clear();
          atOnce = afterOnesOf(atOnce);
        }
      }
    }
    retransform(batch);
    return done;
  }

  /** How many to exchange next, when so many took as long as they did: twice as many at most. */
  private int afterOnesOf(int size) {
    long fitting = size * WANTED_STOP_NANOS / Math.max(1, lastStopNanos);
    long most = Math.min(2L * size, MOST_AT_ONCE);
    return (int) Math.max(LEAST_AT_ONCE, Math.min(fitting, most));
  }

  /**
   * All of them at once, or if that fails one after the other: one that can't be fails the rest.
   */
  private void retransform(List<Class<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      exchange(batch.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException | LinkageError | InternalError e) {
      if (batch.size() == 1) {
        refused.add(batch.get(0).getName());
        return;
      }
      int half = batch.size() / 2;
      retransform(List.copyOf(batch.subList(0, half)));
      retransform(List.copyOf(batch.subList(half, batch.size())));
    }
  }

  private void exchange(Class<?>[] types) throws UnmodifiableClassException {
    long start = System.nanoTime();
    try {
      instrumentation.retransformClasses(types);
    } finally {
      long end = System.nanoTime();
      lastStopNanos = Math.min(end - start, end - weaver.lastExchange());
      longestStopNanos = Math.max(longestStopNanos, lastStopNanos);
    }
  }
}
