package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves one class: puts calls to the hooks around all that acquires or gives back a lock. Methods
 * without a lock are copied byte for byte.
 */
final class ClassWeaver extends ClassVisitor {
  private final LockScan scan;
  private final CallSites sites;
  private String className = "";
  private @Nullable String superName;
  private @Nullable String file;
  private int version;

  ClassWeaver(ClassVisitor next, LockScan scan, CallSites sites) {
    super(Opcodes.ASM9, next);
    this.scan = scan;
    this.sites = sites;
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

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    if (next == null || !scan.hasFound(name, descriptor)) {
      return next;
    }
    return new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions) {
      @Override
      public void visitEnd() {
        new MethodWeaver(this, version, className, superName, file, sites).weave();
        accept(next);
      }
    };
  }
}
