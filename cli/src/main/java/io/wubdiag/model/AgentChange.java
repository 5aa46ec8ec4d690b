package io.wubdiag.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of loading the agent into a JVM or removing it.
 *
 * @param classes how many were woven, or restored
 * @param sites the number of places in them that acquire or release locks
 * @param appenders the number of classes among them that write log messages out
 * @param leftAlone how many could not be woven
 * @param leftAloneClasses the first of these, by name
 * @param took how long the agent worked; the JVM was stopped only for moments of it
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

  /** The JVM was in the requested state already. */
  public static final AgentChange NONE =
      new AgentChange(Kind.UNCHANGED, 0, 0, 0, 0, List.of(), Duration.ZERO, null);

  /** The kinds of changes. */
  public enum Kind {
    ATTACHED,
    /** It replaced an agent of another version. */
    REPLACED,
    DETACHED,
    /** The JVM was in the requested state already. */
    UNCHANGED
  }
}
