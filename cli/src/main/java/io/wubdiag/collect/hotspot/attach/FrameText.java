package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses frames as HotSpot prints them ({@code
 * java.lang.Thread.run(java.base@17.0.15/Thread.java:840)}, {@code
 * java_lang_Throwable::print_stack_element}) and as {@link StackTraceElement#toString()} does
 * ({@code java.base/java.lang.Thread.run(Thread.java:840)}). Threads of a pool have equal frames:
 * each text gives one object.
 */
final class FrameText {
  /** The limit of cached frames, for a dump whose frames all differ. */
  private static final int MOST_KEPT = 100_000;

  private final Map<String, Frame> known = new HashMap<>();

  /** The frame of this text. Other text becomes a method name without a class. */
  Frame frame(String text) {
    Frame frame = known.get(text);
    if (frame == null) {
      frame = parse(text);
      if (known.size() < MOST_KEPT) {
        known.put(text, frame);
      }
    }
    return frame;
  }

  /**
   * A frame without the cache. Names in JVM languages may hold nearly any character, even blanks
   * and parentheses.
   */
  private static Frame parse(String text) {
    int open = text.lastIndexOf('(');
    if (open < 0 || !text.endsWith(")")) {
      return Frame.of("", text, null, -1);
    }
    int dot = text.lastIndexOf('.', open);
    String method = text.substring(dot + 1, open);
    String className = dot < 0 ? "" : withoutModule(text.substring(0, dot));
    int slash = text.indexOf('/', open);
    String place = text.substring(slash < 0 ? open + 1 : slash + 1, text.length() - 1);
    if (place.equals("Native Method")) {
      return new Frame(className, method, null, -1, true, List.of());
    }
    if (place.isEmpty() || place.equals("Unknown Source") || place.equals("Redefined")) {
      return Frame.of(className, method, null, -1);
    }
    int colon = place.lastIndexOf(':');
    int line = colon < 0 ? -1 : Digits.parseInt(place, colon + 1, place.length());
    return Frame.of(className, method, line < 0 ? place : place.substring(0, colon), line);
  }

  /**
   * The class name without class loader and module. A hidden class' name has a slash of its own.
   */
  private static String withoutModule(String className) {
    int slash = className.lastIndexOf('/');
    if (slash > 0 && className.startsWith("0x", slash + 1)) {
      slash = className.lastIndexOf('/', slash - 1);
    }
    return className.substring(slash + 1);
  }
}
