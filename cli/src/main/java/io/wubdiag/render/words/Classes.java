package io.wubdiag.render.words;

/** Whose a class is, by its name. */
public final class Classes {
  private Classes() {}

  /** Whether it is the JDK's own. */
  public static boolean isJdk(String className) {
    return className.isEmpty()
        || className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.");
  }

  /** Whether it is a logging library's. */
  public static boolean isLogging(String className) {
    return className.startsWith("java.util.logging.")
        || className.startsWith("ch.qos.logback.")
        || className.startsWith("org.apache.logging.log4j.")
        || className.startsWith("org.apache.log4j.")
        || className.startsWith("org.slf4j.");
  }
}
