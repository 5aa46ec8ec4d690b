package io.wubdiag.agent.weaving;

import java.util.Set;

/**
 * Synchronized methods of libraries that are left unwoven. Only synchronized methods of the same
 * object call them, several times for each logged line, so the monitor is already held: weaving
 * them would cost time and tell nothing.
 */
public final class NestedMethods {
  /** The methods of Log4j's managers, 2.17 to 2.26, that {@code write} and {@code flush} call. */
  private static final Set<String> OF_LOG4J =
      Set.of("flushBuffer", "flushDestination", "writeToDestination");

  private NestedMethods() {}

  /**
   * Whether a method is in the list.
   *
   * @param className with slashes
   */
  public static boolean contain(String className, String method) {
    return OF_LOG4J.contains(method)
        && className.startsWith("org/apache/logging/log4j/core/appender/")
        && className.endsWith("Manager");
  }
}
