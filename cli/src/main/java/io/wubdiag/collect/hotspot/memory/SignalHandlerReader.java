package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * Finds the ways in the JDK by which a signal from outside would run application code, by the
 * fields of {@code jdk.internal.misc.Signal} and {@code java.lang.ApplicationShutdownHooks} (JDK 17
 * and 25).
 */
final class SignalHandlerReader {
  private static final String SIGNAL = "jdk/internal/misc/Signal";
  private static final String HOOKS = "java/lang/ApplicationShutdownHooks";
  private static final String HASHTABLE = "java.util.Hashtable";
  private static final String ENTRY = "java.util.Hashtable$Entry";
  private static final int MOST_HANDLERS = 1_000;

  private final ObjectReader objects;
  private final BootClasses bootClasses;

  SignalHandlerReader(ObjectReader objects, BootClasses bootClasses) {
    this.objects = objects;
    this.bootClasses = bootClasses;
  }

  /** The registered handlers and hooks. */
  SignalHandlers read() throws UnreadableMemory {
    bootClasses.findAll(SIGNAL, HOOKS);
    return new SignalHandlers(anyHandler(), anyHook());
  }

  /** Whether a handler exists beside {@code java.lang.Terminator}'s, which ends the JVM. */
  private boolean anyHandler() throws UnreadableMemory {
    JavaClass signal = bootClasses.find(SIGNAL);
    long handlers = signal == null ? 0 : objects.staticReference(signal, "handlers");
    if (handlers == 0) {
      return false;
    }
    long table = objects.reference(handlers, HASHTABLE, "table");
    int seen = 0;
    for (int i = 0; i < objects.length(table); i++) {
      long entry = objects.element(table, i);
      while (entry != 0 && seen++ < MOST_HANDLERS) {
        long handler = objects.reference(entry, ENTRY, "value");
        if (!objects.classOf(handler).name().startsWith("java.lang.Terminator$")) {
          return true;
        }
        entry = objects.reference(entry, ENTRY, "next");
      }
    }
    return false;
  }

  /**
   * Whether a hook exists beside those of the JDK's own libraries, such as {@code
   * java.util.logging}.
   */
  private boolean anyHook() throws UnreadableMemory {
    JavaClass type = bootClasses.find(HOOKS);
    long hooks = type == null ? 0 : objects.staticReference(type, "hooks");
    if (hooks == 0) {
      return false;
    }
    long table = objects.reference(hooks, "java.util.IdentityHashMap", "table");
    for (int i = 0; i < objects.length(table); i += 2) {
      long hook = objects.element(table, i);
      if (hook != 0 && !isOfJdk(objects.classOf(hook).name())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfJdk(String threadClass) {
    return !threadClass.equals(ThreadReader.THREAD)
        && (threadClass.startsWith("java.") || threadClass.startsWith("jdk."));
  }
}
