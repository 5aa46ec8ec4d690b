package io.wubdiag.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of taking the agent into a JVM or out of it.
 *
 * @param classes how many were woven, or restored
 * @param sites at how many places in them locks are acquired or given back
 * @param appenders how many classes among them write log messages out
 * @param leftAlone how many could not be woven
 * @param leftAloneClasses the first of these, by name
 * @param took how long the agent worked; the JVM stood still for moments of that only
 * @param longestStop the longest of these moments, null if the agent does not tell
 */
public record AgentChange(
    Kind kind,
    int classes,
    int sites,
    int appenders,
    int leftAlone,
    List<String> leftAloneClasses,
    Duration took,
    @Nullable Duration longestStop) {
  public AgentChange {
    leftAloneClasses = List.copyOf(leftAloneClasses);
  }

  /** That it was as asked for already. */
  public static final AgentChange NONE =
      new AgentChange(Kind.UNCHANGED, 0, 0, 0, 0, List.of(), Duration.ZERO, null);

  /** Whether anything was changed. */
  public enum Kind {
    ATTACHED,
    /** In place of an agent of another version, which was there. */
    REPLACED,
    DETACHED,
    /** It was as asked for already. */
    UNCHANGED
  }
}
