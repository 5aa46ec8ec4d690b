package io.wubdiag.agent.weaving;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.TypeResolutionStrategy;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * Weaves classes as the JVM loads or retransforms them. The thread that loads a class calls this,
 * perhaps while it holds locks, so it must not wait for anything.
 */
public final class Weaver implements ClassFileTransformer {
  /** Reads and writes class files without a look at other classes, and adds no members. */
  private static final ByteBuddy BYTE_BUDDY =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(Implementation.Context.Disabled.Factory.INSTANCE);

  private final List<Aspect> aspects;
  private final Set<String> woven = ConcurrentHashMap.newKeySet();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private volatile long lastExchange = System.nanoTime();

  /** Makes a weaver for several aspects. */
  public Weaver(List<Aspect> aspects) {
    this.aspects = List.copyOf(aspects);
  }

  /** Whether a class is the application's, by its name with slashes and its loader. */
  public static boolean isOfApplication(@Nullable ClassLoader loader, String name) {
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !isOurs(loader, name)
        && !name.startsWith("jdk/")
        && !name.startsWith("sun/")
        && !name.startsWith("com/sun/");
  }

  /**
   * Whether a class belongs to the agent: to this loader, to the loader of an earlier attach that
   * is not collected yet, or to the entry in the application's loader.
   */
  private static boolean isOurs(ClassLoader loader, String name) {
    String directory = "io/wubdiag/agent/";
    return loader.getClass().getName().equals("io.wubdiag.agent.IsolatedLoader")
        || name.startsWith(directory) && name.indexOf('/', directory.length()) < 0;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> former,
      @Nullable ProtectionDomain domain,
      byte[] original) {
    if (name == null || !concerns(loader, name)) {
      return null;
    }
    try {
      byte[] result = weave(loader, name, original);
      if (result != null) {
        woven.add(name);
      }
      return result;
    } catch (Throwable fault) {
      // The class file is too new, or a method would become too long: leave the class unwoven.
      failed.add(name);
      return null;
    } finally {
      if (former != null) {
        lastExchange = System.nanoTime();
      }
    }
  }

  /** Whether any aspect may change a class of that name, with slashes. */
  public boolean concerns(@Nullable ClassLoader loader, String name) {
    for (Aspect aspect : aspects) {
      if (aspect.concerns(loader, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a class contains anything to weave; true if its file can't be read. */
  public boolean changes(@Nullable ClassLoader loader, String name, byte[] original) {
    try {
      return !changesTo(loader, name, new ClassReader(original)).isEmpty();
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** The woven class; null if it contains nothing to weave. */
  byte @Nullable [] weave(@Nullable ClassLoader loader, String name, byte[] original) {
    List<AsmVisitorWrapper> changes = changesTo(loader, name, new ClassReader(original));
    return changes.isEmpty() ? null : changed(name.replace('/', '.'), original, changes);
  }

  private List<AsmVisitorWrapper> changesTo(
      @Nullable ClassLoader loader, String name, ClassReader original) {
    List<AsmVisitorWrapper> changes = new ArrayList<>();
    for (Aspect aspect : aspects) {
      AsmVisitorWrapper change = aspect.concerns(loader, name) ? aspect.changesTo(original) : null;
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  private static byte[] changed(String name, byte[] original, List<AsmVisitorWrapper> changes) {
    ClassFileLocator locator = ClassFileLocator.Simple.of(name, original);
    TypePool pool = TypePool.Default.WithLazyResolution.of(locator);
    return BYTE_BUDDY
        .decorate(pool.describe(name).resolve(), locator)
        .visit(new AsmVisitorWrapper.Compound(changes))
        .make(TypeResolutionStrategy.Disabled.INSTANCE, pool)
        .getBytes();
  }

  /** Whether the class of that name, with slashes, was woven. */
  public boolean hasWoven(String name) {
    return woven.contains(name);
  }

  /** When the weaver last finished a retransformed class, as a {@link System#nanoTime()}. */
  public long lastExchange() {
    return lastExchange;
  }

  /** The names of the woven classes, with slashes. */
  public Set<String> woven() {
    return Collections.unmodifiableSet(woven);
  }

  /** The names of the classes that could not be woven, with slashes. */
  public Set<String> failed() {
    return Collections.unmodifiableSet(failed);
  }
}
