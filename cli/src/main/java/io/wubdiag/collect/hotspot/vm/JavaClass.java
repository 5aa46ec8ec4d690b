package io.wubdiag.collect.hotspot.vm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class that another JVM has loaded.
 *
 * <p>Not a record: it remembers the fields that were asked for, since finding one means to read
 * through all.
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

  /** Where HotSpot keeps it ({@code Klass*}). */
  public long address() {
    return address;
  }

  /** Its name with dots, as {@code Class.getName()} gives it. */
  public String name() {
    return name;
  }

  /** Itself or the superclass of that name, null if it has none such. */
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
