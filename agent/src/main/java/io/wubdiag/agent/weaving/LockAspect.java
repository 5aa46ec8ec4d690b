package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/** Has the application's classes tell which locks they acquire and give back. */
public final class LockAspect implements Aspect {
  private final CallSites sites;

  /** Which numbers its call sites with those. */
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
