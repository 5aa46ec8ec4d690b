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
 * The agent's entry. Started with the JVM by {@code -javaagent:wubdiag-agent.jar}, or loaded while
 * it runs, with up to three lines for options: {@code attach}, {@code attach lock-order} or {@code
 * detach}, the path of the jar, and that of a file for the report.
 *
 * <p>Attaching twice changes nothing, nor does detaching what is not attached; attaching another
 * version replaces the one that is there. An agent that fails to start leaves the application as it
 * was.
 *
 * <p>A JVM keeps the entry that it has loaded first, which then brings in whatever versions come
 * later. So a jar of any version has to have what is looked for here: two jars, a class in the
 * manifest, and {@code Attachment} with its commands.
 */
public final class Agent {
  private static final String ATTACH = "attach";

  /** Follows {@code attach}, or stands alone as an option of {@code -javaagent}. */
  private static final String LOCK_ORDER = "lock-order";

  private static final String BOOTSTRAP = "wubdiag/agent-bootstrap.jar";
  private static final String WEAVING = "wubdiag/agent-weaving.jar";

  /** In the jar's manifest: a class of that part of it that goes to the boot loader. */
  private static final Attributes.Name BOOTSTRAP_CLASS =
      new Attributes.Name("Wubdiag-Bootstrap-Class");

  /** What is attached, of a class loader that nothing else refers to. */
  private static @Nullable UnaryOperator<String> attached;

  private static @Nullable IsolatedLoader loader;

  /** Tells the attached agent from another one. */
  private static String identity = "";

  private Agent() {}

  /** Called before the application's {@code main}. */
  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    agentmain(options, instrumentation);
  }

  /** Called in a JVM that runs. Never throws: that would end a JVM that starts. */
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
              "'" + command + "' is neither attach nor lock-order nor detach");
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

  /** Has the boot loader find the part that woven code calls; it does not let go of it. */
  private static void bringBootstrap(JarFile jar, Instrumentation instrumentation)
      throws IOException {
    String className = jar.getManifest().getMainAttributes().getValue(BOOTSTRAP_CLASS);
    try {
      Class.forName(className, false, null);
    } catch (ClassNotFoundException e) {
      open(jar, BOOTSTRAP, instrumentation::appendToBootstrapClassLoaderSearch).close();
    }
  }

  /** By what is in it: jars of one version may differ, and the same jar may have two paths. */
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
   * Opens a jar within the jar. It is a copy, which has no name any more once it was used: the jar
   * may be replaced while the JVM runs, and classes are not to lie in the application's heap.
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

  /** Into a file that is there already: whoever reads the report made it. */
  private static void write(String report, Path file) {
    try {
      Files.write(file, report.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    } catch (IOException | RuntimeException e) {
      // Who asked has gone meanwhile.
    }
  }
}
