package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JDK whose Serviceability Agent can read a process. It has the very same libjvm.so, since the
 * agent knows the layout of no other.
 *
 * @param home null if no such JDK was found
 * @param reason why none was found, and what to install; empty if one was found
 */
record HelperJdk(@Nullable String home, String reason) {
  private static final String LIBJVM = "lib/server/libjvm.so";
  private static final String AGENT = "lib/libsaproc.so";
  private static final String MAIN = "io.wubdiag.serviceability.Main";
  private static final String[] EXPORTS = {
    "", ".debugger", ".debugger.linux", ".memory", ".oops", ".runtime", ".types"
  };

  /** Looks for the JDK at the process' own path, then among the JDKs of this machine. */
  static HelperJdk forTarget(Machine machine, Libjvm target) {
    String withoutAgent = "";
    for (String home : candidates(machine, target)) {
      String libjvm = home + "/" + LIBJVM;
      if (isFile(machine, libjvm) && target.isSameAs(machine, libjvm)) {
        if (isFile(machine, home + "/" + AGENT) && isExecutable(machine, home + "/bin/java")) {
          return new HelperJdk(home, "");
        }
        withoutAgent = home;
      }
    }
    if (withoutAgent.isEmpty()) {
      return new HelperJdk(
          null,
          "no JDK with the same libjvm.so was found here; the process runs "
              + target.path()
              + ": install that JDK here too");
    }
    return new HelperJdk(
        null,
        withoutAgent
            + " has no Serviceability Agent ("
            + AGENT
            + "); install the full JDK of that version");
  }

  private static boolean isFile(Machine machine, String path) {
    try {
      return machine.status(path).isRegular();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isExecutable(Machine machine, String path) {
    try {
      return machine.status(path).isExecutable();
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<String> candidates(Machine machine, Libjvm target) {
    Set<String> homes = new LinkedHashSet<>();
    if (target.path().endsWith("/" + LIBJVM)) {
      String home = target.path().substring(0, target.path().length() - LIBJVM.length() - 1);
      homes.add(home);
      addSiblings(machine, homes, home);
    }
    String own = System.getProperty("java.home");
    homes.add(own);
    addSiblings(machine, homes, own);
    String environment = System.getenv("JAVA_HOME");
    if (environment != null && !environment.isEmpty()) {
      homes.add(environment);
    }
    addSiblings(machine, homes, "/usr/lib/jvm/any");
    return homes;
  }

  private static void addSiblings(Machine machine, Set<String> homes, String home) {
    String directory = home.substring(0, Math.max(0, home.lastIndexOf('/')));
    String[] names = directory.isEmpty() ? null : machine.list(directory);
    if (names != null) {
      for (String name : names) {
        homes.add(directory + "/" + name);
      }
    }
  }

  /** The command of a helper that reads processes of this JDK. */
  List<String> command(Machine machine, Path classPath) {
    String jdk = Objects.requireNonNull(home);
    List<String> command = new ArrayList<>();
    command.add(jdk + "/bin/java");
    command.addAll(HelperArchive.options(machine, jdk));
    // The helper lives for a quarter of a second, mostly for class loading.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx512m");
    command.add("-Dsun.reflect.inflationThreshold=2147483647");
    command.add("-Djdk.reflect.useNativeAccessorOnly=true");
    // The helper leaves no file behind.
    command.add("-XX:-UsePerfData");
    command.add("-XX:+ErrorFileToStderr");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("--add-modules");
    command.add("jdk.hotspot.agent");
    for (String name : EXPORTS) {
      command.add("--add-exports");
      command.add("jdk.hotspot.agent/sun.jvm.hotspot" + name + "=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(classPath.toString());
    command.add(MAIN);
    return command;
  }
}
