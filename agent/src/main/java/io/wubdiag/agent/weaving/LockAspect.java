package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/** Weaves hooks around the locks of the application's classes. */
public final class LockAspect implements Aspect {
  private final CallSites sites;

  /** Makes an aspect that numbers call sites with {@code sites}. */
  public LockAspect(CallSites sites) {
    this.sites = sites;
  }

  @Override
  public boolean concerns(@Nullable ClassLoader loader, String name) {
    return Weaver.isOfApplication(loader, name);
  }

  @Override
  public @Nullable AsmVisitorWrapper changesTo(ClassReader original) {
    LockScan scan = LockScan.of(original);
    return scan.hasFound()
        ? new ClassChange() {
          @Override
          protected ClassVisitor visitor(ClassVisitor next) {
            return new ClassWeaver(next, scan, sites);
          }
        }
        : null;
  }
}
