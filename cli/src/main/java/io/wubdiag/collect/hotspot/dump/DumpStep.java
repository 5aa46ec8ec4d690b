package io.wubdiag.collect.hotspot.dump;

/** A step that completes the reading of one JVM with the knowledge of one source. */
@FunctionalInterface
public interface DumpStep {
  void complete(JvmReading reading);
}
