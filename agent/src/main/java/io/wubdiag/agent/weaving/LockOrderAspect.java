package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/**
 * Weaves what the lock-order graph needs beside the locks themselves: where locks are created, and
 * which threads are started and joined. It must follow {@link LockAspect}, so that it sees the
 * original code.
 */
public final class LockOrderAspect implements Aspect {
  private final CallSites sites;
  private volatile boolean on;

  /** Makes an aspect that numbers call sites with {@code sites}. */
  public LockOrderAspect(CallSites sites) {
    this.sites = sites;
  }

  /** Activates the aspect. Until then it concerns no class. */
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
