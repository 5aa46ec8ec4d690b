package io.wubdiag.render;

/** Whose a class is, by its name. */
final class Classes {
  private Classes() {}

  static boolean isJdk(String className) {
    return className.isEmpty()
        || className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("com.sun.");
  }

  static boolean isLogging(String className) {
    return className.startsWith("java.util.logging.")
        || className.startsWith("ch.qos.logback.")
        || className.startsWith("org.apache.logging.log4j.")
        || className.startsWith("org.apache.log4j.")
        || className.startsWith("org.slf4j.");
  }
}
