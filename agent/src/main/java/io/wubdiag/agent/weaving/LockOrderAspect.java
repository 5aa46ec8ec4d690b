package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;
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
    return scan.hasFound() ? new Wrapper(scan.isLocked()) : null;
  }

  private final class Wrapper extends AsmVisitorWrapper.AbstractBase {
    private final boolean locked;

    Wrapper(boolean locked) {
      this.locked = locked;
    }

    @Override
    public ClassVisitor wrap(
        TypeDescription type,
        ClassVisitor next,
        Implementation.Context context,
        TypePool pool,
        FieldList<FieldDescription.InDefinedShape> fields,
        MethodList<?> methods,
        int writerFlags,
        int readerFlags) {
      return new LockOrderWeaver(next, locked, sites);
    }
  }
}
