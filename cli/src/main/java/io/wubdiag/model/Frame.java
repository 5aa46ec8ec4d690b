package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a thread's stack.
 *
 * @param className the declaring class, with dots ({@code java.util.HashMap$Node}); empty for a
 *     native function
 * @param method the method's (or native function's) name
 * @param file the source file's name, null if unknown
 * @param line the line, or -1 if unknown
 * @param nativeMethod whether it is a native method or function
 * @param locked what this frame has locked and holds
 */
public record Frame(
    String className,
    String method,
    @Nullable String file,
    int line,
    boolean nativeMethod,
    List<ResourceId> locked) {
  public Frame {
    locked = List.copyOf(locked);
  }

  public static Frame of(String className, String method, @Nullable String file, int line) {
    return new Frame(className, method, file, line, false, List.of());
  }

  public Frame withLocked(List<ResourceId> newLocked) {
    return new Frame(className, method, file, line, nativeMethod, newLocked);
  }
}
