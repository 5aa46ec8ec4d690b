package io.wubdiag.model;

import java.time.Duration;

/**
 * What came of taking the agent into a JVM or out of it.
 *
 * @param classes how many were woven, or restored
 * @param sites at how many places in them locks are acquired or given back
 * @param leftAlone how many could not be woven
 * @param took how long the agent worked; the JVM stood still for moments of that only
 */
public record AgentChange(Kind kind, int classes, int sites, int leftAlone, Duration took) {

  /** Whether anything was changed. */
  public enum Kind {
    ATTACHED,
    DETACHED,
    /** It was as asked for already. */
    UNCHANGED
  }
}
