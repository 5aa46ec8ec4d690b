package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.LogHooks;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts hooks around the calls of one method of a logging library. They take nothing from the stack
 * but copies, branch nowhere, and need no local variable, so no frame changes.
 */
final class LogMethodWeaver extends MethodVisitor {
  private static final String HOOKS = Type.getInternalName(LogHooks.class);
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

  private final String className;
  private final @Nullable String appenderMethod;
  private final boolean isSynchronized;

  /**
   * Writes what it makes of a method to another visitor.
   *
   * @param className of the class that has the method, with slashes
   * @param access of the method
   */
  LogMethodWeaver(MethodVisitor next, String className, int access) {
    super(Opcodes.ASM9, next);
    this.className = className;
    this.appenderMethod = LoggingClasses.appenderMethod(className);
    this.isSynchronized = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    if (isSynchronized) {
      hook("locked", "()V");
    }
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode == Opcodes.MONITORENTER) {
      hook("locking", "()V");
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    boolean virtual = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE;
    if ((owner + "." + name).equals(appenderMethod)) {
      // appender, record -> appender, record, appender
      super.visitInsn(Opcodes.DUP2);
      super.visitInsn(Opcodes.POP);
      around("begin", "(Ljava/lang/Object;)V", opcode, owner, name, descriptor, isInterface, "end");
    } else if (virtual && isWrite(owner, name)) {
      around("writing", "()V", opcode, owner, name, descriptor, isInterface, "written");
    } else if (virtual && isLock(owner, name)) {
      around("locking", "()V", opcode, owner, name, descriptor, isInterface, "locked");
    } else {
      if (virtual && !isSynchronized && isManager(owner, name)) {
        hook("locking", "()V");
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }

  @Override
  public void visitMaxs(int stack, int locals) {
    super.visitMaxs(stack + MORE_STACK, locals);
  }

  private void around(
      String before,
      String beforeDescriptor,
      int opcode,
      String owner,
      String name,
      String descriptor,
      boolean isInterface,
      String after) {
    hook(before, beforeDescriptor);
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    hook(after, "()V");
  }

  private void hook(String name, String descriptor) {
    super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
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
