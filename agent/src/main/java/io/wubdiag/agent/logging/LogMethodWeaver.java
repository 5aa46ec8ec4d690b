package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.AppenderCall;
import io.wubdiag.agent.bootstrap.LockHooks;
import io.wubdiag.agent.bootstrap.LogCalls;
import io.wubdiag.agent.bootstrap.LogHooks;
import io.wubdiag.agent.bootstrap.ThreadLocks;
import io.wubdiag.agent.weaving.NestedMethods;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Puts hooks around the calls in one method of a logging library. The hooks take only copies from
 * the stack and do not branch. The result of one hook for the next lies in a local variable behind
 * the method's own. So no frame changes.
 *
 * <p>To look up the thread's entry less often, this reuses the results of code that is already
 * woven: of {@link CallerAdvice} and of the lock hooks.
 */
final class LogMethodWeaver extends MethodNode {
  private static final String HOOKS = Type.getInternalName(LogHooks.class);
  private static final String LOCK_HOOKS = Type.getInternalName(LockHooks.class);
  private static final String THREAD_LOCKS = Type.getDescriptor(ThreadLocks.class);
  private static final String CALLS = Type.getDescriptor(LogCalls.class);
  private static final String CALL = Type.getDescriptor(AppenderCall.class);
  private static final String LOCKS = "java/util/concurrent/locks/";

  /** The number of words that a hook adds to the method's stack. */
  private static final int MORE_STACK = 2;

  private static final Set<String> STREAMS =
      Set.of(
          "java/io/BufferedOutputStream",
          "java/io/BufferedWriter",
          "java/io/FileOutputStream",
          "java/io/FilterOutputStream",
          "java/io/OutputStream",
          "java/io/OutputStreamWriter",
          "java/io/PrintStream",
          "java/io/RandomAccessFile",
          "java/io/Writer",
          "java/nio/channels/FileChannel",
          "java/nio/channels/WritableByteChannel");

  private static final Set<String> QUEUES =
      Set.of("java/util/concurrent/BlockingQueue", "java/util/concurrent/TransferQueue");

  private static final Set<String> WRITES =
      Set.of("write", "flush", "flushBuffer", "newLine", "print", "println");

  private final MethodVisitor next;
  private final String className;
  private final @Nullable String appenderMethod;
  private final boolean isSynchronized;

  /**
   * Writes the woven method to another visitor.
   *
   * @param className of the class that has the method, with slashes
   */
  LogMethodWeaver(
      MethodVisitor next,
      String className,
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    super(Opcodes.ASM9, access, name, descriptor, signature, exceptions);
    this.next = next;
    this.className = className;
    this.appenderMethod = LoggingClasses.appenderMethod(className);
    this.isSynchronized = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
  }

  @Override
  public void visitEnd() {
    for (AbstractInsnNode each : instructions.toArray()) {
      if (each instanceof MethodInsnNode call) {
        weave(call);
      } else if (each.getOpcode() == Opcodes.MONITORENTER) {
        insertLocking(each, new InsnNode(Opcodes.POP));
      }
    }
    if (isSynchronized && !NestedMethods.contain(className, name) && instructions.size() > 0) {
      insertEntered();
    }
    maxStack += MORE_STACK;
    maxLocals++;
    accept(next);
  }

  private void weave(MethodInsnNode call) {
    boolean virtual =
        call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
    if ((call.owner + "." + call.name).equals(appenderMethod)) {
      weaveAppenderCall(call);
    } else if (virtual && isWrite(call.owner, call.name)) {
      instructions.insertBefore(call, hook("writing", "()" + CALL));
      instructions.insertBefore(call, new VarInsnNode(Opcodes.ASTORE, maxLocals));
      insertBehind(call, maxLocals, hook("written", "(" + CALL + ")V"));
    } else if (virtual && isLock(call.owner, call.name)) {
      insertLocking(call, new VarInsnNode(Opcodes.ASTORE, maxLocals));
      insertBehind(call, maxLocals, hook("locked", "(" + CALL + ")V"));
    } else if (virtual && !isSynchronized && isManager(call.owner, call.name)) {
      instructions.insertBefore(call, hook("locking", "()" + CALL));
      instructions.insertBefore(call, new InsnNode(Opcodes.POP));
    }
  }

  private void weaveAppenderCall(MethodInsnNode call) {
    int calls = callsVariable();
    // appender, record -> appender, record, appender, calls
    instructions.insertBefore(call, new InsnNode(Opcodes.DUP2));
    instructions.insertBefore(call, new InsnNode(Opcodes.POP));
    instructions.insertBefore(call, new VarInsnNode(Opcodes.ALOAD, calls));
    instructions.insertBefore(call, hook("begin", "(Ljava/lang/Object;" + CALLS + ")V"));
    insertBehind(call, calls, hook("end", "(" + CALLS + ")V"));
  }

  /**
   * Finds where {@link CallerAdvice} keeps the thread's calls: the instructions that load them and
   * a mark for its hook.
   */
  private int callsVariable() {
    for (AbstractInsnNode each : instructions) {
      if (isHook(each, HOOKS, "unwind")
          && each.getPrevious().getPrevious() instanceof VarInsnNode calls
          && calls.getOpcode() == Opcodes.ALOAD) {
        return calls.var;
      }
    }
    throw new IllegalStateException(className + "." + name + " has no advice");
  }

  /**
   * Inserts the hook for a lock that is about to be acquired. If a lock hook comes before it, the
   * instruction between stores the result of that hook.
   *
   * @param taking takes the call that the hook returns from the stack
   */
  private void insertLocking(AbstractInsnNode acquiring, AbstractInsnNode taking) {
    AbstractInsnNode before = acquiring.getPrevious();
    AbstractInsnNode awaiting = before == null ? null : before.getPrevious();
    InsnList telling = new InsnList();
    if (awaiting != null && isHook(awaiting, LOCK_HOOKS, "awaiting")) {
      telling.add(new InsnNode(Opcodes.DUP));
      telling.add(hook("locking", "(" + THREAD_LOCKS + ")" + CALL));
      telling.add(taking);
      instructions.insert(awaiting, telling);
    } else {
      telling.add(hook("locking", "()" + CALL));
      telling.add(taking);
      instructions.insertBefore(acquiring, telling);
    }
  }

  /** Replaces the lock hook for the same monitor, if there is one, by a hook that does both. */
  private void insertEntered() {
    for (AbstractInsnNode each : instructions) {
      if (isHook(each, LOCK_HOOKS, "entered")) {
        ((MethodInsnNode) each).owner = HOOKS;
        return;
      }
    }
    instructions.insert(hook("entered", "()V"));
  }

  private void insertBehind(MethodInsnNode call, int variable, AbstractInsnNode hook) {
    InsnList behind = new InsnList();
    behind.add(new VarInsnNode(Opcodes.ALOAD, variable));
    behind.add(hook);
    instructions.insert(call, behind);
  }

  private static boolean isHook(AbstractInsnNode node, String owner, String name) {
    return node instanceof MethodInsnNode call
        && call.owner.equals(owner)
        && call.name.equals(name);
  }

  private static AbstractInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }

  /** Whether a call writes to the sink; for an asynchronous appender, to its queue. */
  private boolean isWrite(String owner, String name) {
    if (owner.equals(className)) {
      return false;
    }
    return STREAMS.contains(owner)
        ? WRITES.contains(name)
        : QUEUES.contains(owner) && (name.equals("put") || name.equals("offer"));
  }

  private static boolean isLock(String owner, String name) {
    return name.startsWith("lock")
        && (owner.startsWith(LOCKS) || owner.equals("jdk/internal/misc/InternalLock"));
  }

  /** Whether a call is, or leads to, a synchronized method. */
  private static boolean isManager(String owner, String name) {
    return LoggingClasses.isManager(owner) && (WRITES.contains(name) || name.equals("writeBytes"));
  }
}
