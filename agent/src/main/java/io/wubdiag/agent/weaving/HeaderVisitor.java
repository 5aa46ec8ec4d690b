package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;

/** A class visitor that keeps what the class file says about the class as a whole. */
abstract class HeaderVisitor extends ClassVisitor {
  /** The major version of the class file. */
  int version;

  /** With slashes; empty before {@link #visit}. */
  String className = "";

  /** With slashes; null for {@code java.lang.Object}. */
  @Nullable String superName;

  /** The source file; null if the class file does not name it. */
  @Nullable String file;

  /**
   * @param next gets all that is visited; null if nothing does
   */
  HeaderVisitor(@Nullable ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  @Override
  public void visit(
      int classVersion,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superclass,
      String @Nullable [] interfaces) {
    version = classVersion & 0xffff;
    className = name;
    superName = superclass;
    super.visit(classVersion, access, name, signature, superclass, interfaces);
  }

  @Override
  public void visitSource(@Nullable String source, @Nullable String debug) {
    file = source;
    super.visitSource(source, debug);
  }
}
