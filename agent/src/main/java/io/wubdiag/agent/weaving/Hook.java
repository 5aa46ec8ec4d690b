package io.wubdiag.agent.weaving;

import io.wubdiag.agent.bootstrap.LockHooks;
import io.wubdiag.agent.bootstrap.ThreadLocks;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** The calls to {@link LockHooks} that weaving inserts. */
enum Hook {
  LOCK_OR_NULL("lockOrNull", "(Ljava/lang/Object;)Ljava/lang/Object;"),
  AWAITING("awaiting", "(Ljava/lang/Object;I)" + threadLocks()),
  AWAITING_SHARED("awaitingShared", "(Ljava/lang/Object;I)V"),
  ATTEMPTING("attempting", "(Ljava/lang/Object;I)V"),
  ACQUIRED("acquired", "(Ljava/lang/Object;" + threadLocks() + "I)V"),
  ENTERED("entered", "(Ljava/lang/Object;I)V"),
  TRIED("tried", "(ZLjava/lang/Object;I)V"),
  STAMPED("stamped", "(JLjava/lang/Object;I)V"),
  CONVERTED("converted", "(JJLjava/lang/Object;I)V"),
  RELEASED("released", "(Ljava/lang/Object;)V"),
  TRIED_TO_RELEASE("triedToRelease", "(ZLjava/lang/Object;)V"),
  ACQUIRED_PERMITS("acquiredPermits", "(ILjava/lang/Object;I)V"),
  TRIED_PERMITS("triedPermits", "(ZILjava/lang/Object;I)V"),
  RELEASED_PERMITS("releasedPermits", "(ILjava/lang/Object;)V"),
  WAITING("waiting", "(Ljava/lang/Object;I)V"),
  WAITED("waited", "(Ljava/lang/Object;)V"),
  WAITING_FOR_CONDITION("waitingForCondition", "(Ljava/lang/Object;I)V"),
  WAITED_FOR_CONDITION("waitedForCondition", "()V"),
  WAITED_FOR_LATCH("waitedForLatch", "()V");

  private static final String OWNER = Type.getInternalName(LockHooks.class);

  private final String method;
  private final String descriptor;

  Hook(String method, String descriptor) {
    this.method = method;
    this.descriptor = descriptor;
  }

  /** A method rather than a field, because enum constants can't refer to a static field. */
  private static String threadLocks() {
    return Type.getDescriptor(ThreadLocks.class);
  }

  AbstractInsnNode call() {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, OWNER, method, descriptor, false);
  }

  /** Pushes a call site's number with the shortest instruction. */
  static AbstractInsnNode push(int site) {
    if (site <= 5) {
      return new InsnNode(Opcodes.ICONST_0 + site);
    }
    if (site <= Byte.MAX_VALUE) {
      return new IntInsnNode(Opcodes.BIPUSH, site);
    }
    return site <= Short.MAX_VALUE ? new IntInsnNode(Opcodes.SIPUSH, site) : new LdcInsnNode(site);
  }
}
