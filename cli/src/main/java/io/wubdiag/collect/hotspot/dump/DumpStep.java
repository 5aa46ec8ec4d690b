package io.wubdiag.collect.hotspot.dump;

/** Completes what is read of one JVM by what one source knows. */
@FunctionalInterface
public interface DumpStep {
  void complete(JvmReading reading);
}
