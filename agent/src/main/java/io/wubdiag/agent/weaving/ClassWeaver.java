package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves one class: puts hooks around everything that acquires or releases a lock. Methods without
 * a lock are copied byte for byte.
 */
final class ClassWeaver extends HeaderVisitor {
  private final LockScan scan;
  private final CallSites sites;

  ClassWeaver(ClassVisitor next, LockScan scan, CallSites sites) {
    super(next);
    this.scan = scan;
    this.sites = sites;
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
