package io.wubdiag.agent.weaving;

import java.util.Set;

/**
 * Synchronized methods of libraries that only such methods of the same object call, several for
 * each line that is logged: that they enter the monitor once more tells nothing, and costs.
 */
public final class NestedMethods {
  /** Those of Log4j's managers, 2.17 to 2.26: what {@code write} and {@code flush} call. */
  private static final Set<String> OF_LOG4J =
      Set.of("flushBuffer", "flushDestination", "writeToDestination");

  private NestedMethods() {}

  /**
   * Whether that is one of them.
   *
   * @param className with slashes
   */
  public static boolean contain(String className, String method) {
    return OF_LOG4J.contains(method)
        && className.startsWith("org/apache/logging/log4j/core/appender/")
        && className.endsWith("Manager");
  }
}
