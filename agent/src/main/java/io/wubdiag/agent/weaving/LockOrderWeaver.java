package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.OrderHooks;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts calls to {@link OrderHooks} behind the creation of locks, and around the start and join of
 * threads. They leave the operand stack unchanged and need no local variable.
 *
 * <p>A constructor of a class that synchronizes reports its object as soon as it is initialised:
 * behind the call of the superclass' constructor. Code that does not have the form that Java
 * compilers generate is left unwoven, because the verifier rejects an uninitialised object as an
 * argument.
 */
final class LockOrderWeaver extends HeaderVisitor {
  /** The classes whose instances are only used as locks. */
  static final Set<String> LOCK_TYPES =
      Set.of(
          "java/lang/Object",
          "java/util/concurrent/locks/ReentrantLock",
          "java/util/concurrent/locks/ReentrantReadWriteLock",
          "java/util/concurrent/locks/StampedLock");

  private static final String HOOKS = Type.getInternalName(OrderHooks.class);
  private static final String OF_OBJECT = "(Ljava/lang/Object;)V";

  private final boolean locked;
  private final CallSites sites;

  /**
   * @param locked whether the class's objects are likely to be locks
   */
  LockOrderWeaver(ClassVisitor next, boolean locked, CallSites sites) {
    super(next);
    this.locked = locked;
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
    return next == null ? null : new MethodCode(next, name);
  }

  private final class MethodCode extends MethodVisitor {
    private final String method;
    private int line;

    /**
     * The lock class whose instance is on top of the stack, duplicated, and not initialised yet.
     */
    private @Nullable String created;

    private boolean duplicated;

    /** In a constructor: whether {@code this} is not initialised yet. */
    private boolean before;

    /** The number of other objects that the constructor creates meanwhile, as arguments. */
    private int open;

    MethodCode(MethodVisitor next, String method) {
      super(Opcodes.ASM9, next);
      this.method = method;
      before = locked && method.equals("<init>");
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      line = number;
      super.visitLineNumber(number, start);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      boolean creates = opcode == Opcodes.NEW;
      created = creates && LOCK_TYPES.contains(type) ? type : null;
      duplicated = false;
      open += creates ? 1 : 0;
      super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.DUP && !duplicated) {
        duplicated = true;
      } else if (opcode != Opcodes.ICONST_0 && opcode != Opcodes.ICONST_1) {
        created = null;
      }
      super.visitInsn(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
      if (!duplicated || opcode != Opcodes.ILOAD && opcode != Opcodes.ALOAD) {
        created = null;
      }
      if (opcode >= Opcodes.ISTORE) {
        before &= local != 0;
      }
      super.visitVarInsn(opcode, local);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (!duplicated || opcode != Opcodes.GETSTATIC && opcode != Opcodes.GETFIELD) {
        created = null;
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      ThreadCall call = ThreadCall.of(opcode, owner, name, descriptor);
      if (call != null) {
        prepare(call);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      if (call != null) {
        complete(call);
      } else if (opcode == Opcodes.INVOKESPECIAL && name.equals("<init>")) {
        initialised(owner);
      }
      created = null;
    }

    private void prepare(ThreadCall call) {
      switch (call) {
        case START -> {
          super.visitInsn(Opcodes.DUP);
          hook("starting", OF_OBJECT);
        }
        case MAKE -> {}
        case JOIN -> super.visitInsn(Opcodes.DUP);
        case JOIN_FOR_MILLIS -> {
          super.visitInsn(Opcodes.DUP2_X1);
          super.visitInsn(Opcodes.POP2);
          super.visitInsn(Opcodes.DUP_X2);
          super.visitInsn(Opcodes.DUP_X2);
          super.visitInsn(Opcodes.POP);
        }
        case JOIN_FOR_DURATION -> {
          super.visitInsn(Opcodes.SWAP);
          super.visitInsn(Opcodes.DUP_X1);
          super.visitInsn(Opcodes.SWAP);
        }
      }
    }

    private void complete(ThreadCall call) {
      switch (call) {
        case START -> {}
        case MAKE -> {
          super.visitInsn(Opcodes.DUP);
          hook("started", OF_OBJECT);
        }
        case JOIN, JOIN_FOR_MILLIS -> hook("joined", OF_OBJECT);
        case JOIN_FOR_DURATION -> {
          super.visitInsn(Opcodes.SWAP);
          hook("joined", OF_OBJECT);
        }
      }
    }

    private void initialised(String owner) {
      if (open > 0) {
        open--;
        if (owner.equals(created) && duplicated) {
          super.visitInsn(Opcodes.DUP);
          tellCreated();
        }
      } else if (before) {
        before = false;
        // A call of this(...) needs no hook: the other constructor has one.
        if (owner.equals(superName) && !owner.equals(className)) {
          super.visitVarInsn(Opcodes.ALOAD, 0);
          tellCreated();
        }
      }
    }

    private void tellCreated() {
      Number site = sites.number(className.replace('/', '.'), method, file, line);
      super.visitLdcInsn(site);
      hook("created", "(Ljava/lang/Object;I)V");
    }

    private void hook(String name, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      created = null;
      before = false;
      super.visitJumpInsn(opcode, label);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
      created = null;
      before = false;
      super.visitTableSwitchInsn(min, max, otherwise, labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
      created = null;
      before = false;
      super.visitLookupSwitchInsn(otherwise, keys, labels);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      created = null;
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      created = null;
      super.visitIntInsn(opcode, operand);
    }

    @Override
    public void visitLdcInsn(Object value) {
      created = null;
      super.visitLdcInsn(value);
    }

    @Override
    public void visitIincInsn(int local, int increment) {
      created = null;
      super.visitIincInsn(local, increment);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      created = null;
      super.visitMultiANewArrayInsn(descriptor, dimensions);
    }

    @Override
    public void visitFrame(
        int type,
        int numLocal,
        Object @Nullable [] local,
        int numStack,
        Object @Nullable [] stack) {
      created = null;
      super.visitFrame(type, numLocal, local, numStack, stack);
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(maxStack + 3, maxLocals);
    }
  }
}
