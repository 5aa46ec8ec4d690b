package io.wubdiag.serviceability;

import java.util.HashMap;
import java.util.Map;
import sun.jvm.hotspot.oops.InstanceKlass;
import sun.jvm.hotspot.oops.Method;
import sun.jvm.hotspot.oops.Symbol;
import sun.jvm.hotspot.runtime.JavaVFrame;

/**
 * Prints frames, and caches the facts of each method: many threads are in the same methods, and
 * names and line tables take long to read. A method does not change while it is on a stack.
 */
final class FrameLines {
  private final Lines lines;
  private final Map<Long, Known> methods = new HashMap<>();

  FrameLines(Lines lines) {
    this.lines = lines;
  }

  void print(JavaVFrame frame) {
    Method method = frame.getMethod();
    long address = method.getAddress().asLongValue();
    Known known = methods.get(address);
    if (known == null) {
      known = new Known(method);
      methods.put(address, known);
    }
    lines
        .start("frame")
        .text(known.className)
        .text(known.name)
        .text(known.file)
        .number(known.line(method, frame))
        .flag(known.isNative)
        .end();
  }

  private static final class Known {
    final String className;
    final String name;
    final String file;
    final boolean isNative;
    private final Map<Integer, Integer> lineNumbers = new HashMap<>();

    Known(Method method) {
      InstanceKlass holder = method.getMethodHolder();
      Symbol source = holder.getSourceFileName();
      className = ClassNames.external(holder);
      name = method.getName().asString();
      isNative = method.isNative();
      file = source == null || isNative ? "" : source.asString();
    }

    int line(Method method, JavaVFrame frame) {
      if (isNative) {
        return -1;
      }
      int bytecode = frame.getBCI();
      Integer line = lineNumbers.get(bytecode);
      if (line == null) {
        line = method.getLineNumberFromBCI(bytecode);
        lineNumbers.put(bytecode, line);
      }
      return line;
    }
  }
}
