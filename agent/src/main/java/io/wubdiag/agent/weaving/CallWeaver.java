package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.LockReferences;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts hooks around the calls of locks in one method. Before a hook, the lock, the call's arguments
 * and the result of the first hook move to local variables behind the method's own; afterwards they
 * move back.
 */
final class CallWeaver {
  private static final String REFERENCES = Type.getInternalName(LockReferences.class);
  private static final String LOCK = "Ljava/util/concurrent/locks/Lock;";

  private final MethodNode method;
  private final LockCall.Caller caller;
  private final IntUnaryOperator sites;

  /** The number of local variables that the calls need. All calls use the same ones. */
  private int temporaries;

  /**
   * Prepares to weave.
   *
   * @param sites numbers a call site by its line in this method
   */
  CallWeaver(MethodNode method, LockCall.Caller caller, IntUnaryOperator sites) {
    this.method = method;
    this.caller = caller;
    this.sites = sites;
  }

  /** Ends the weaving of this method. Called after its last call. */
  void finish() {
    method.maxLocals += temporaries;
  }

  void weave(MethodInsnNode call, int line) {
    LockCall known = LockCall.of(call.getOpcode(), call.owner, call.name + call.desc, caller);
    if (known != null) {
      weave(call, known, sites.applyAsInt(line));
    }
  }

  private void weave(MethodInsnNode call, LockCall known, int site) {
    Type[] arguments = Type.getArgumentTypes(call.desc);
    int lock = method.maxLocals;
    int next = lock + 1;
    int[] at = new int[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      at[i] = next;
      next += arguments[i].getSize();
    }
    InsnList before = new InsnList();
    for (int i = arguments.length - 1; i >= 0; i--) {
      before.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ISTORE), at[i]));
    }
    before.add(new InsnNode(Opcodes.DUP));
    if (known.checked()) {
      before.add(Hook.LOCK_OR_NULL.call());
    }
    before.add(new VarInsnNode(Opcodes.ASTORE, lock));
    InsnList after = new InsnList();
    int locks = next++;
    AbstractInsnNode permits =
        arguments.length > 0 && arguments[0].getSort() == Type.INT
            ? new VarInsnNode(Opcodes.ILOAD, at[0])
            : new InsnNode(Opcodes.ICONST_1);
    addHooks(known.effect(), lock, locks, permits, site, before, after);
    for (int i = 0; i < arguments.length; i++) {
      before.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ILOAD), at[i]));
    }
    method.instructions.insertBefore(call, before);
    method.instructions.insert(call, after);
    temporaries = Math.max(temporaries, next - lock);
    method.maxStack += 6;
  }

  private static void addHooks(
      LockCall.Effect effect,
      int lock,
      int locks,
      AbstractInsnNode permits,
      int site,
      InsnList before,
      InsnList after) {
    Hook first = first(effect);
    if (first != null) {
      add(before, load(lock), Hook.push(site), first.call());
      if (first == Hook.AWAITING) {
        add(before, new VarInsnNode(Opcodes.ASTORE, locks));
      }
    }
    switch (effect) {
      case ACQUIRE -> add(after, load(lock), load(locks), Hook.push(site), Hook.ACQUIRED.call());
      case TRY, TRY_FOR -> add(after, dup(), load(lock), Hook.push(site), Hook.TRIED.call());
      case RELEASE, STAMP_RELEASE -> add(after, load(lock), Hook.RELEASED.call());
      case STAMP_WRITE, STAMP_READ, STAMP_TRY, STAMP_TRY_FOR ->
          add(after, dup2(), load(lock), Hook.push(site), Hook.STAMPED.call());
      case STAMP_CONVERT -> {
        // The argument of the call, the former stamp, lies behind the lock.
        VarInsnNode former = new VarInsnNode(Opcodes.LLOAD, lock + 1);
        add(after, dup2(), former, load(lock), Hook.push(site), Hook.CONVERTED.call());
      }
      case STAMP_TRY_RELEASE -> add(after, dup(), load(lock), Hook.TRIED_TO_RELEASE.call());
      case PERMITS ->
          add(after, permits, load(lock), Hook.push(site), Hook.ACQUIRED_PERMITS.call());
      case PERMITS_TRY, PERMITS_TRY_FOR ->
          add(after, dup(), permits, load(lock), Hook.push(site), Hook.TRIED_PERMITS.call());
      case PERMITS_DRAIN ->
          add(after, dup(), load(lock), Hook.push(site), Hook.ACQUIRED_PERMITS.call());
      case PERMITS_RELEASE -> add(after, permits, load(lock), Hook.RELEASED_PERMITS.call());
      case WAIT -> add(after, load(lock), Hook.WAITED.call());
      case AWAIT -> add(after, Hook.WAITED_FOR_CONDITION.call());
      case AWAIT_LATCH -> add(after, Hook.WAITED_FOR_LATCH.call());
    }
  }

  /** The hook to call before a wait; null for a call that does not wait. */
  private static @Nullable Hook first(LockCall.Effect effect) {
    return switch (effect) {
      case ACQUIRE, STAMP_WRITE -> Hook.AWAITING;
      case STAMP_READ -> Hook.AWAITING_SHARED;
      case TRY_FOR, STAMP_TRY_FOR, PERMITS, PERMITS_TRY_FOR, AWAIT_LATCH -> Hook.ATTEMPTING;
      case WAIT -> Hook.WAITING;
      case AWAIT -> Hook.WAITING_FOR_CONDITION;
      default -> null;
    };
  }

  /**
   * Redirects a reference to a lock's method, such as {@code lock::unlock}, to a method of {@code
   * LockReferences}, which takes the call site's number as its first argument.
   */
  void weave(InvokeDynamicInsnNode made, int line) {
    Handle reference = lockReference(made, caller);
    if (reference == null) {
      return;
    }
    Type[] captured = Type.getArgumentTypes(made.desc);
    int site = sites.applyAsInt(line);
    InsnList before = new InsnList();
    before.add(Hook.push(site));
    if (captured.length == 1) {
      before.add(new InsnNode(Opcodes.SWAP));
    }
    method.instructions.insertBefore(made, before);
    String type = Type.getReturnType(made.desc).getDescriptor();
    made.desc = (captured.length == 1 ? "(I" + LOCK + ")" : "(I)") + type;
    String descriptor = "(I" + LOCK + ")" + Type.getReturnType(reference.getDesc());
    made.bsmArgs[1] =
        new Handle(Opcodes.H_INVOKESTATIC, REFERENCES, reference.getName(), descriptor, false);
    method.maxStack++;
  }

  /**
   * The lock's method that an instruction refers to; null if it refers to another method, or to one
   * that is not woven.
   */
  static @Nullable Handle lockReference(InvokeDynamicInsnNode made, LockCall.Caller caller) {
    return lockReference(made.desc, made.bsm, made.bsmArgs, caller);
  }

  static @Nullable Handle lockReference(
      String descriptor, Handle bootstrap, Object[] arguments, LockCall.Caller caller) {
    if (!bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
        || !bootstrap.getName().equals("metafactory")
        || !(arguments[1] instanceof Handle handle)
        || handle.getTag() != Opcodes.H_INVOKEINTERFACE
            && handle.getTag() != Opcodes.H_INVOKEVIRTUAL
        || Type.getArgumentTypes(descriptor).length > 1) {
      return null;
    }
    LockCall call =
        LockCall.of(
            Opcodes.INVOKEVIRTUAL, handle.getOwner(), handle.getName() + handle.getDesc(), caller);
    if (call == null || call.checked()) {
      return null;
    }
    return switch (call.effect()) {
      case ACQUIRE, TRY, RELEASE -> handle;
      default -> null;
    };
  }

  private static AbstractInsnNode load(int local) {
    return new VarInsnNode(Opcodes.ALOAD, local);
  }

  private static AbstractInsnNode dup() {
    return new InsnNode(Opcodes.DUP);
  }

  private static AbstractInsnNode dup2() {
    return new InsnNode(Opcodes.DUP2);
  }

  private static void add(InsnList list, AbstractInsnNode... instructions) {
    for (AbstractInsnNode instruction : instructions) {
      list.add(instruction);
    }
  }
}
