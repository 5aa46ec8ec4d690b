package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A quick look at a class, which most classes end with: whether it may have to do with locks. */
final class LockScan extends ClassVisitor {
  private boolean found;

  private LockScan() {
    super(Opcodes.ASM9);
  }

  static boolean finds(ClassReader reader) {
    LockScan scan = new LockScan();
    reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return scan.found;
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    found |= (access & Opcodes.ACC_SYNCHRONIZED) != 0;
    return found ? null : new Instructions();
  }

  private final class Instructions extends MethodVisitor {
    Instructions() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitInsn(int opcode) {
      found |= opcode == Opcodes.MONITORENTER;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      found |=
          switch (name) {
            case "lock", "lockInterruptibly", "tryLock", "unlock", "wait" -> true;
            default -> name.startsWith("await");
          };
    }
  }
}
