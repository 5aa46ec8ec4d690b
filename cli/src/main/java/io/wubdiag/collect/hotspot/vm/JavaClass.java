package io.wubdiag.collect.hotspot.vm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class that another JVM has loaded.
 *
 * <p>Not a record: it caches the requested fields, since finding one means reading all.
 */
public final class JavaClass {
  private final long address;
  private final String name;
  private final @Nullable JavaClass superclass;
  final Map<String, Long> offsets = new HashMap<>(8);

  JavaClass(long address, String name, @Nullable JavaClass superclass) {
    this.address = address;
    this.name = name;
    this.superclass = superclass;
  }

  /** The address of HotSpot's {@code Klass}. */
  public long address() {
    return address;
  }

  /** The class name with dots, as {@code Class.getName()} gives it. */
  public String name() {
    return name;
  }

  /** The class itself or its superclass with this name, null if absent. */
  public @Nullable JavaClass ancestor(String ancestorName) {
    for (JavaClass c = this; c != null; c = c.superclass) {
      if (c.name.equals(ancestorName)) {
        return c;
      }
    }
    return null;
  }

  public boolean isA(String ancestorName) {
    return ancestor(ancestorName) != null;
  }
}
