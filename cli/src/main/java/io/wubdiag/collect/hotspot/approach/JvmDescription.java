package io.wubdiag.collect.hotspot.approach;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import org.jspecify.annotations.Nullable;

/** Collects the facts of a JVM other than its threads. */
public final class JvmDescription {
  private JvmDescription() {}

  public static JvmFacts of(
      KernelFacts kernel, @Nullable HotSpotMemory memory, @Nullable Fork fork) {
    return new JvmFacts(
        memory == null ? null : memory.vm().version(),
        javaHome(kernel.libjvm()),
        fork,
        memory == null ? null : memory.vm().collector());
  }

  /** {@code HOME} of {@code HOME/lib/server/libjvm.so}; null if it lies elsewhere. */
  private static @Nullable String javaHome(@Nullable String libjvm) {
    if (libjvm == null) {
      return null;
    }
    int lib = libjvm.lastIndexOf("/lib/");
    return lib <= 0 ? null : libjvm.substring(0, lib);
  }
}
