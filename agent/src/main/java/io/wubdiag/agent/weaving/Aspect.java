package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * One purpose for which classes are woven. The thread that loads a class calls this, perhaps while
 * it holds locks, so it must not wait for anything. If it throws, the class stays unwoven.
 */
public interface Aspect {
  /**
   * Whether this aspect may change a class, given by its name with slashes. Called for each class
   * that the JVM loads, so it must be quick. {@link Weaver#isOfApplication} is the answer of most
   * aspects.
   */
  boolean concerns(@Nullable ClassLoader loader, String name);

  /**
   * The changes to a class that concerns this aspect; null for none. They must not add methods or
   * fields, which the JVM refuses for loaded classes. Stack map frames are not computed.
   */
  @Nullable AsmVisitorWrapper changesTo(ClassReader original);
}
