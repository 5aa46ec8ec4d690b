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
 * Maps a lock to the resource that it protects. A read lock and its write lock are two objects
 * without a reference to each other. Both have a field {@code sync} with the same object (JDK:
 * {@code java.util.concurrent.locks.ReentrantReadWriteLock}, 17 to 25), which is the resource.
 */
final class LockResources implements UnaryOperator<Object> {
  private final Map<Class<?>, Field> fields;

  private LockResources(Map<Class<?>, Field> fields) {
    this.fields = fields;
  }

  /**
   * Opens the package of the locks to the agent's own loader's unnamed module, to which no other
   * class belongs.
   */
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
      // Without access, a read lock and its write lock count as two resources.
      fields.clear();
    }
    return new LockResources(fields);
  }

  /** Treats each lock as a resource of its own. */
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

  /** The class name under which a lock is reported. */
  static String className(Object lock) {
    Class<?> type = typeOf(lock);
    return type == null ? lock.getClass().getName() : ReentrantReadWriteLock.class.getName();
  }
}
