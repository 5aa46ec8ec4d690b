package io.wubdiag.agent.logging;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The woven classes of logging libraries, by their names with slashes. The names are those of
 * Logback 1.2 to 1.6, Log4j 2.17 to 2.26, and {@code java.util.logging} of JDK 17 to 25. A class or
 * method that a version lacks is ignored.
 */
final class LoggingClasses {
  static final String PRINT_STREAM = "java/io/PrintStream";

  private static final String JUL = "java/util/logging/";
  private static final String LOGBACK = "ch/qos/logback/core/";
  private static final String LOG4J = "org/apache/logging/log4j/core/";

  /** The one class in each library that calls its appenders, and the method that it calls. */
  private static final Map<String, String> CALLERS =
      Map.of(
          JUL + "Logger", JUL + "Handler.publish",
          LOGBACK + "spi/AppenderAttachableImpl", LOGBACK + "Appender.doAppend",
          LOG4J + "config/AppenderControl", LOG4J + "Appender.append");

  /**
   * The JDK's classes: as few as are needed to tell a handler's lock from its stream, and to see
   * who prints. All are loaded, or not needed, before a thread could hold a lock of the JVM in
   * them.
   */
  private static final Set<String> OF_JDK =
      Set.of(PRINT_STREAM, JUL + "Logger", JUL + "StreamHandler", JUL + "FileHandler");

  private static final Set<String> OF_LIBRARIES =
      Set.of(
          LOGBACK + "spi/AppenderAttachableImpl",
          LOGBACK + "AppenderBase",
          LOGBACK + "AsyncAppenderBase",
          LOGBACK + "FileAppender",
          LOGBACK + "OutputStreamAppender",
          LOGBACK + "rolling/RollingFileAppender",
          LOG4J + "config/AppenderControl",
          LOG4J + "appender/AbstractOutputStreamAppender",
          LOG4J + "appender/AsyncAppender",
          LOG4J + "appender/FileManager",
          LOG4J + "appender/MemoryMappedFileManager",
          LOG4J + "appender/OutputStreamManager",
          LOG4J + "appender/RandomAccessFileManager",
          LOG4J + "appender/WriterManager",
          LOG4J + "appender/rolling/RollingFileManager",
          LOG4J + "appender/rolling/RollingRandomAccessFileManager",
          LOG4J + "layout/TextEncoderHelper");

  private LoggingClasses() {}

  /** Whether a class is woven. */
  static boolean contain(@Nullable ClassLoader loader, String name) {
    return (loader == null ? OF_JDK : OF_LIBRARIES).contains(name);
  }

  /** Whether a class of that name is woven by any loader. */
  static boolean contain(String name) {
    return OF_JDK.contains(name) || OF_LIBRARIES.contains(name);
  }

  /** The method by which this class calls appenders, {@code owner.name}; null if it calls none. */
  static @Nullable String appenderMethod(String className) {
    return CALLERS.get(className);
  }

  /** Whether the methods of a class synchronize on the sink. */
  static boolean isManager(String className) {
    return className.startsWith(LOG4J + "appender/") && className.endsWith("Manager");
  }
}
