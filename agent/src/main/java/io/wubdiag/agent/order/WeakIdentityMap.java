package io.wubdiag.agent.order;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from objects to values. It compares keys by identity and drops them when they are
 * collected.
 */
final class WeakIdentityMap<V> {
  private final Map<Object, V> values = new HashMap<>();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  @Nullable V get(Object object) {
    return values.get(new Probe(object));
  }

  void put(Object object, V value) {
    values.put(new Key(object, collected), value);
  }

  int size() {
    return values.size();
  }

  /** Drops the collected keys and returns their values. */
  void expunge(Consumer<V> gone) {
    for (Reference<?> key = collected.poll(); key != null; key = collected.poll()) {
      V value = values.remove(key);
      if (value != null) {
        gone.accept(value);
      }
    }
  }

  /** A weak key. While its object is alive, it equals a probe for that object. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object object, ReferenceQueue<Object> queue) {
      super(object, queue);
      hash = System.identityHashCode(object);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other || other instanceof Probe probe && refersTo(probe.object);
    }
  }

  private record Probe(Object object) {
    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && key.refersTo(object);
    }
  }
}
