package io.wubdiag.agent.order;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What locks are ways to. A read lock and its write lock are two objects, and neither tells of the
 * other: both have a field {@code sync} of the same object (JDK: {@code
 * java.util.concurrent.locks.ReentrantReadWriteLock}, 17 to 25).
 */
final class LockResources implements UnaryOperator<Object> {
  private final Map<Class<?>, Field> fields;

  private LockResources(Map<Class<?>, Field> fields) {
    this.fields = fields;
  }

  /** Opens the locks' package to our own loader's module, which nobody else is in. */
  static LockResources openedBy(Instrumentation instrumentation) {
    Module ours = LockResources.class.getModule();
    Map<Class<?>, Field> fields = new HashMap<>();
    try {
      instrumentation.redefineModule(
          Object.class.getModule(),
          Set.of(),
          Map.of(),
          Map.of("java.util.concurrent.locks", Set.of(ours)),
          Set.of(),
          Map.of());
      for (Class<?> type :
          new Class<?>[] {
            ReentrantReadWriteLock.class,
            ReentrantReadWriteLock.ReadLock.class,
            ReentrantReadWriteLock.WriteLock.class
          }) {
        Field field = type.getDeclaredField("sync");
        field.setAccessible(true);
        fields.put(type, field);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then read locks and write locks are not known to belong together.
      fields.clear();
    }
    return new LockResources(fields);
  }

  /** For locks that are no pairs. */
  static LockResources ofThemselves() {
    return new LockResources(Map.of());
  }

  @Override
  public Object apply(Object lock) {
    Class<?> type = typeOf(lock);
    Field field = type == null ? null : fields.get(type);
    try {
      Object inner = field == null ? null : field.get(lock);
      return inner == null ? lock : inner;
    } catch (IllegalAccessException e) {
      return lock;
    }
  }

  private static @Nullable Class<?> typeOf(Object lock) {
    if (lock instanceof ReentrantReadWriteLock.ReadLock) {
      return ReentrantReadWriteLock.ReadLock.class;
    }
    if (lock instanceof ReentrantReadWriteLock.WriteLock) {
      return ReentrantReadWriteLock.WriteLock.class;
    }
    return lock instanceof ReentrantReadWriteLock ? ReentrantReadWriteLock.class : null;
  }

  /** By which name it is told of. */
  static String className(Object lock) {
    Class<?> type = typeOf(lock);
    return type == null ? lock.getClass().getName() : ReentrantReadWriteLock.class.getName();
  }
}
