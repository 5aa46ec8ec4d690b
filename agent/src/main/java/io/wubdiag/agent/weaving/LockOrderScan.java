package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Scans a class: does it create locks, or start or join threads? */
final class LockOrderScan extends ClassVisitor {
  private boolean locked;
  private boolean found;

  private LockOrderScan() {
    super(Opcodes.ASM9);
  }

  static LockOrderScan of(ClassReader reader) {
    LockOrderScan scan = new LockOrderScan();
    reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return scan;
  }

  boolean hasFound() {
    return found || locked;
  }

  /** Whether its methods synchronize, so that its objects are likely to be locks. */
  boolean isLocked() {
    return locked;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    boolean ofObject = (access & Opcodes.ACC_STATIC) == 0;
    locked |= ofObject && (access & Opcodes.ACC_SYNCHRONIZED) != 0;
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitInsn(int opcode) {
        locked |= ofObject && opcode == Opcodes.MONITORENTER;
      }

      @Override
      public void visitTypeInsn(int opcode, String type) {
        found |= opcode == Opcodes.NEW && LockOrderWeaver.LOCK_TYPES.contains(type);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String called, String signature, boolean isInterface) {
        found |= ThreadCall.of(opcode, owner, called, signature) != null;
      }
    };
  }
}
