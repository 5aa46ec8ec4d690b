package io.wubdiag.agent.weaving;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Scans a class for the methods that use locks. Most classes have none. */
final class LockScan extends HeaderVisitor {
  private final Set<String> methods = new HashSet<>();

  private LockScan() {
    super(null);
  }

  static LockScan of(ClassReader reader) {
    LockScan scan = new LockScan();
    reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return scan;
  }

  boolean hasFound() {
    return !methods.isEmpty();
  }

  boolean hasFound(String method, String descriptor) {
    return methods.contains(method + descriptor);
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      return null;
    }
    String method = name + descriptor;
    if ((access & Opcodes.ACC_SYNCHRONIZED) != 0 && !NestedMethods.contain(className, name)) {
      methods.add(method);
      return null;
    }
    return new Instructions(method);
  }

  private final class Instructions extends MethodVisitor {
    private final String method;
    private final LockCall.Caller caller;

    Instructions(String method) {
      super(Opcodes.ASM9);
      this.method = method;
      this.caller = new LockCall.Caller(className, superName, method);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.MONITORENTER) {
        methods.add(method);
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (LockCall.of(opcode, owner, name + descriptor, caller) != null) {
        methods.add(method);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      if (CallWeaver.lockReference(descriptor, bootstrap, arguments, caller) != null) {
        methods.add(method);
      }
    }
  }
}
