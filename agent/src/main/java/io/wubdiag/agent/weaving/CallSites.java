package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.Tracing;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the places where locks are acquired. A place keeps its number when its class is woven
 * again or is loaded by another class loader.
 */
public final class CallSites {
  private final Map<String, Integer> numbers = new HashMap<>();
  private @Nullable String[] names = new String[256];

  /**
   * The number of a place, which is described like a stack frame; 0 when there are too many.
   *
   * @param className with dots
   * @param line 0 if the class file does not have it
   */
  public synchronized int number(String className, String method, @Nullable String file, int line) {
    StringBuilder name = new StringBuilder(className).append('.').append(method).append('(');
    name.append(file == null ? "Unknown Source" : file);
    if (file != null && line > 0) {
      name.append(':').append(line);
    }
    String key = name.append(')').toString();
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    int number = numbers.size() + 1;
    if (number >= Tracing.MOST_SITES) {
      return 0;
    }
    if (number == names.length) {
      names = Arrays.copyOf(names, 2 * names.length);
    }
    names[number] = key;
    numbers.put(key, number);
    Tracing.publishSites(names);
    return number;
  }

  /** The number of call sites. */
  public synchronized int count() {
    return numbers.size();
  }
}
