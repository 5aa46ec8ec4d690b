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
 * Retransforms loaded classes. This stops the JVM, so it retransforms only classes that need it, a
 * few at a time.
 */
final class Retransformation {
  /**
   * The number of classes in the first safepoint. In each safepoint the JVM visits all loaded
   * classes, so more safepoints take longer in total; more classes in one safepoint stop the JVM
   * for longer. The duration depends on the machine, so it is measured.
   */
  private static final int FIRST_AT_ONCE = 16;

  private static final int LEAST_AT_ONCE = 8;
  private static final int MOST_AT_ONCE = 64;

  /** The longest pause to aim for. */
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

  /** The names of the classes that the JVM refused to retransform. */
  Set<String> refused() {
    return Collections.unmodifiableSet(refused);
  }

  /**
   * The longest pause in microseconds. The measurement begins when the last class of a batch is
   * woven, and includes the verification of that class.
   */
  long longestStopMicros() {
    return longestStopNanos / 1000;
  }

  /** Weaves all loaded classes that contain anything to weave. */
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

  /** Restores all woven classes. The weaver must already be inactive. */
  void restore() {
    longestStopNanos = 0;
    Set<Class<?>> restored = retransform(type -> weaver.hasWoven(internalName(type)));
    // Classes that were being loaded meanwhile.
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

  /**
   * The size of the next batch, from the duration of the last one: at most twice as many classes.
   */
  private int afterOnesOf(int size) {
    long fitting = size * WANTED_STOP_NANOS / Math.max(1, lastStopNanos);
    long most = Math.min(2L * size, MOST_AT_ONCE);
    return (int) Math.max(LEAST_AT_ONCE, Math.min(fitting, most));
  }

  /**
   * Retransforms a batch at once. If that fails, retransforms each class alone, because one bad
   * class makes the whole batch fail.
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
