package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/**
 * Has the application's classes tell what the lock-order graph needs beside the locks themselves:
 * where they create them, and which threads they start and join. To come behind {@link LockAspect},
 * so that it sees the code as it was.
 */
public final class LockOrderAspect implements Aspect {
  private final CallSites sites;
  private volatile boolean on;

  /** Which numbers its call sites with those. */
  public LockOrderAspect(CallSites sites) {
    this.sites = sites;
  }

  /** Has it concern classes from now on; before, none. */
  public void turnOn() {
    on = true;
  }

  @Override
  public boolean concerns(@Nullable ClassLoader loader, String name) {
    return on && Weaver.isOfApplication(loader, name);
  }

  @Override
  public @Nullable AsmVisitorWrapper changesTo(ClassReader original) {
    LockOrderScan scan = LockOrderScan.of(original);
    return scan.hasFound()
        ? new ClassChange() {
          @Override
          protected ClassVisitor visitor(ClassVisitor next) {
            return new LockOrderWeaver(next, scan.isLocked(), sites);
          }
        }
        : null;
  }
}
