package io.wubdiag.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry. It is started with the JVM by {@code -javaagent:wubdiag-agent.jar}, or loaded
 * into a running JVM. The options have up to three lines: {@code attach}, {@code attach lock-order}
 * or {@code detach}; the path of the jar; the path of a file for the report.
 *
 * <p>A second attach changes nothing, and neither does a detach without an attach. An attach of
 * another version replaces the attached one. If the agent fails to start, the application is
 * unchanged.
 *
 * <p>A JVM keeps the first version of this class that it loads, and that one then loads all later
 * versions of the rest. So a jar of any version must contain what this class looks for: two jars, a
 * class name in the manifest, and {@code Attachment} with its commands.
 */
public final class Agent {
  private static final String ATTACH = "attach";

  /** The option that follows {@code attach}, or stands alone after {@code -javaagent}. */
  private static final String LOCK_ORDER = "lock-order";

  private static final String BOOTSTRAP = "wubdiag/agent-bootstrap.jar";
  private static final String WEAVING = "wubdiag/agent-weaving.jar";

  /** The manifest attribute that names a class of the part for the boot loader. */
  private static final Attributes.Name BOOTSTRAP_CLASS =
      new Attributes.Name("Wubdiag-Bootstrap-Class");

  /** The attached agent. Nothing else refers to its class loader. */
  private static @Nullable UnaryOperator<String> attached;

  private static @Nullable IsolatedLoader loader;

  /** Identifies the attached agent. */
  private static String identity = "";

  private Agent() {}

  /** Called before the application's {@code main}. */
  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    agentmain(options, instrumentation);
  }

  /** Called in a running JVM. Never throws: an exception would end a JVM that is starting. */
  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    String[] lines = (options == null || options.isEmpty() ? ATTACH : options).split("\n", 3);
    String report;
    try {
      Path jar = lines.length > 1 ? Path.of(lines[1]) : ownJar();
      String command = lines[0].equals(LOCK_ORDER) ? ATTACH + " " + LOCK_ORDER : lines[0];
      report = run(command, jar, instrumentation);
    } catch (Throwable fault) {
      report = "outcome=failed\nreason=" + fault.toString().replace('\n', ' ') + "\n";
    }
    if (lines.length > 2) {
      write(report, Path.of(lines[2]));
    } else if (!report.contains("outcome=attached") && !report.contains("outcome=replaced")) {
      PrintStream err = System.err;
      err.println("wubdiag-agent: " + report.strip().replace('\n', ' '));
    }
  }

  private static synchronized String run(String command, Path jar, Instrumentation instrumentation)
      throws Exception {
    switch (command) {
      case ATTACH, ATTACH + " " + LOCK_ORDER -> {
        try (JarFile file = new JarFile(jar.toFile())) {
          String asked = identity(file);
          if (attached != null && asked.equals(identity)) {
            return attached.apply(command);
          }
          boolean replaces = attached != null;
          if (attached != null) {
            detach(attached);
          }
          identity = asked;
          String report = attach(command, file, instrumentation);
          return replaces ? report.replace("outcome=attached", "outcome=replaced") : report;
        }
      }
      case "detach" -> {
        return attached == null ? "outcome=unchanged\n" : detach(attached);
      }
      default ->
          throw new IllegalArgumentException(
              "unknown command '" + command + "': use attach, lock-order or detach");
    }
  }

  private static String attach(String command, JarFile jar, Instrumentation instrumentation)
      throws Exception {
    try {
      bringBootstrap(jar, instrumentation);
      loader = new IsolatedLoader(open(jar, WEAVING, copy -> {}));
      UnaryOperator<String> agent = load(loader, instrumentation);
      String report = agent.apply(command);
      attached = agent;
      return report;
    } finally {
      if (attached == null) {
        closeLoader();
      }
    }
  }

  private static String detach(UnaryOperator<String> agent) throws IOException {
    String report = agent.apply("detach");
    attached = null;
    closeLoader();
    return report;
  }

  private static void closeLoader() throws IOException {
    if (loader != null) {
      loader.close();
      loader = null;
    }
  }

  @SuppressWarnings("unchecked")
  private static UnaryOperator<String> load(ClassLoader from, Instrumentation instrumentation)
      throws Exception {
    try {
      Class<?> type = Class.forName("io.wubdiag.agent.attachment.Attachment", true, from);
      return (UnaryOperator<String>)
          type.getConstructor(Instrumentation.class).newInstance(instrumentation);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Adds the part that woven code calls to the boot loader, which never unloads it. */
  private static void bringBootstrap(JarFile jar, Instrumentation instrumentation)
      throws IOException {
    String className = jar.getManifest().getMainAttributes().getValue(BOOTSTRAP_CLASS);
    try {
      Class.forName(className, false, null);
    } catch (ClassNotFoundException e) {
      open(jar, BOOTSTRAP, instrumentation::appendToBootstrapClassLoaderSearch).close();
    }
  }

  /**
   * Identifies a jar by its content: jars of one version may differ, and one jar may have two
   * paths.
   */
  private static String identity(JarFile jar) throws IOException {
    return entry(jar, BOOTSTRAP).getCrc() + " " + entry(jar, WEAVING).getCrc();
  }

  private static ZipEntry entry(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new IOException(jar.getName() + " has no " + name);
    }
    return entry;
  }

  /**
   * Opens a jar inside the jar, as a temporary copy whose name is deleted once it is open. The
   * original may be replaced while the JVM runs, and its classes must not take space in the
   * application's heap.
   */
  private static JarFile open(JarFile jar, String name, Consumer<JarFile> use) throws IOException {
    ZipEntry entry = entry(jar, name);
    File file = File.createTempFile("wubdiag-", ".jar");
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, file.toPath(), StandardCopyOption.REPLACE_EXISTING);
      JarFile copy = new JarFile(file);
      use.accept(copy);
      return copy;
    } finally {
      Files.deleteIfExists(file.toPath());
    }
  }

  private static Path ownJar() throws URISyntaxException {
    return Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Writes the report into the existing file: the reader created it. */
  private static void write(String report, Path file) {
    try {
      Files.write(file, report.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    } catch (IOException | RuntimeException e) {
      // The reader is gone.
    }
  }
}
