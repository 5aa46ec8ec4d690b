package io.wubdiag.agent.weaving;

import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.pool.TypePool;
import org.objectweb.asm.ClassVisitor;

/**
 * A change to a class, made by one ASM visitor. It is an abstract class rather than a functional
 * interface: a class may be woven before the JVM can link a lambda.
 */
public abstract class ClassChange extends AsmVisitorWrapper.AbstractBase {
  /** Makes the visitor. */
  protected abstract ClassVisitor visitor(ClassVisitor next);

  @Override
  public final ClassVisitor wrap(
      TypeDescription type,
      ClassVisitor next,
      Implementation.Context context,
      TypePool pool,
      FieldList<FieldDescription.InDefinedShape> fields,
      MethodList<?> methods,
      int writerFlags,
      int readerFlags) {
    return visitor(next);
  }
}
