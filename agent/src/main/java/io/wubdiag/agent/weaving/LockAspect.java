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
    return scan.hasFound() ? new Wrapper(scan) : null;
  }

  private final class Wrapper extends AsmVisitorWrapper.AbstractBase {
    private final LockScan scan;

    Wrapper(LockScan scan) {
      this.scan = scan;
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
      return new ClassWeaver(next, scan, sites);
    }
  }
}
