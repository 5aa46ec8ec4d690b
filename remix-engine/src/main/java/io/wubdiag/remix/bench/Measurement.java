package io.wubdiag.remix.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A ratio, or a size, and what it should be.
 *
 * @param what what was measured
 * @param value what came out
 * @param target what it should be
 * @param atLeast whether the target is to be reached; else it is not to be exceeded
 * @param detail the figures behind it
 */
public record Measurement(
    String what, double value, double target, boolean atLeast, String detail) {
  /** Whether it is as it should be. */
  @JsonProperty
  public boolean reached() {
    return atLeast ? value >= target : value <= target;
  }
}
