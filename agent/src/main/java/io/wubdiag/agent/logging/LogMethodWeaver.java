package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.AppenderCall;
import io.wubdiag.agent.bootstrap.LogCalls;
import io.wubdiag.agent.bootstrap.LogHooks;
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
 * Puts hooks around the calls of one method of a logging library. They take nothing from the stack
 * but copies, branch nowhere, and what one hook returns for the next lies in a local variable
 * behind those of the method, so no frame changes.
 */
final class LogMethodWeaver extends MethodNode {
  private static final String HOOKS = Type.getInternalName(LogHooks.class);
  private static final String CALLS = Type.getDescriptor(LogCalls.class);
  private static final String CALL = Type.getDescriptor(AppenderCall.class);
  private static final String LOCKS = "java/util/concurrent/locks/";

  /** As many words as a hook puts on top of what the method has on its stack. */
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
   * Writes what it makes of a method to another visitor.
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
        instructions.insertBefore(each, hook("locking", "()" + CALL));
        instructions.insertBefore(each, new InsnNode(Opcodes.POP));
      }
    }
    if (isSynchronized && !NestedMethods.contain(className, name) && instructions.size() > 0) {
      instructions.insert(hook("entered", "()V"));
    }
    maxStack += MORE_STACK;
    maxLocals++;
    accept(next);
  }

  private void weave(MethodInsnNode call) {
    boolean virtual =
        call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
    if ((call.owner + "." + call.name).equals(appenderMethod)) {
      // appender, record -> appender, record, appender
      instructions.insertBefore(call, new InsnNode(Opcodes.DUP2));
      instructions.insertBefore(call, new InsnNode(Opcodes.POP));
      around(call, "begin", "(Ljava/lang/Object;)", CALLS, "end");
    } else if (virtual && isWrite(call.owner, call.name)) {
      around(call, "writing", "()", CALL, "written");
    } else if (virtual && isLock(call.owner, call.name)) {
      around(call, "locking", "()", CALL, "locked");
    } else if (virtual && !isSynchronized && isManager(call.owner, call.name)) {
      instructions.insertBefore(call, hook("locking", "()" + CALL));
      instructions.insertBefore(call, new InsnNode(Opcodes.POP));
    }
  }

  /** Has a hook before the call give something to one behind it. */
  private void around(
      MethodInsnNode call, String before, String arguments, String given, String after) {
    instructions.insertBefore(call, hook(before, arguments + given));
    instructions.insertBefore(call, new VarInsnNode(Opcodes.ASTORE, maxLocals));
    InsnList behind = new InsnList();
    behind.add(new VarInsnNode(Opcodes.ALOAD, maxLocals));
    behind.add(hook(after, "(" + given + ")V"));
    instructions.insert(call, behind);
  }

  private static AbstractInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }

  /** Whether that puts something into what is written to; for an asynchronous one, its queue. */
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

  /** Whether that is, or leads to, a synchronized method. */
  private static boolean isManager(String owner, String name) {
    return LoggingClasses.isManager(owner) && (WRITES.contains(name) || name.equals("writeBytes"));
  }
}
