package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * One of the things that classes are woven for. Called by whichever thread loads a class, with
 * whatever locks it holds, so it waits for nothing; what it throws leaves the class as it is.
 */
public interface Aspect {
  /**
   * Whether it may want to change a class, by its name with slashes. Called for each class that the
   * JVM loads, so it has to be quick. {@link Weaver#isOfApplication} tells most aspects.
   */
  boolean concerns(@Nullable ClassLoader loader, String name);

  /**
   * What it does to a class that concerns it; null for nothing. No method and no field may be
   * added, which a class that is loaded could not take, and frames are not computed anew.
   */
  @Nullable AsmVisitorWrapper changesTo(ClassReader original);
}
