package io.wubdiag.agent.weaving;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the application's classes as the JVM loads them, or loads them anew. Called by whichever
 * thread loads a class, with whatever locks it holds, so it waits for nothing.
 */
final class Weaver implements ClassFileTransformer {
  private final CallSites sites = new CallSites();
  private final Set<String> woven = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failures = new AtomicInteger();

  /** Whether a class is the application's, by its name with slashes and its loader. */
  static boolean isOfApplication(@Nullable ClassLoader loader, String name) {
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !isOurs(loader)
        && !isOfEntry(name)
        && !name.startsWith("jdk/")
        && !name.startsWith("sun/")
        && !name.startsWith("com/sun/");
  }

  /** Our own loader, or that of an earlier attaching which the collector has not found yet. */
  private static boolean isOurs(ClassLoader loader) {
    return loader.getClass().getName().equals("io.wubdiag.agent.IsolatedLoader");
  }

  /** Whether it is one of the agent's classes that the application's loader has loaded. */
  private static boolean isOfEntry(String name) {
    String directory = "io/wubdiag/agent/";
    return name.startsWith(directory) && name.indexOf('/', directory.length()) < 0;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> former,
      @Nullable ProtectionDomain domain,
      byte[] original) {
    if (name == null || !isOfApplication(loader, name)) {
      return null;
    }
    try {
      byte[] result = ClassWeaver.weave(original, sites);
      if (result != null) {
        woven.add(name);
      }
      return result;
    } catch (Throwable fault) {
      // A class file too new for us, a method that would become too long: it stays as it is.
      failures.incrementAndGet();
      return null;
    }
  }

  /** Whether a class of that name, with slashes, was woven. */
  boolean hasWoven(String name) {
    return woven.contains(name);
  }

  int wovenCount() {
    return woven.size();
  }

  int siteCount() {
    return sites.count();
  }

  int failureCount() {
    return failures.get();
  }
}
