package io.wubdiag.agent.weaving;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Weaves one method. The woven code leaves the operand stack unchanged and uses local variables
 * behind the method's own, so no stack map frame has to change.
 *
 * <p><b>Structured locking.</b> HotSpot never compiles a method in which an exception could escape
 * while a monitor is still entered (JDK: {@code GenerateOopMap::do_exception_edge}). The call of a
 * hook can throw, so each hook between {@code monitorenter} and {@code monitorexit} must lie within
 * the block's own handler. Compilers let that handler begin right behind {@code monitorenter}; the
 * weaver moves its start in front of the hook. If a block does not have this form, the method's
 * blocks are not woven.
 */
final class MethodWeaver {
  private final MethodNode method;
  private final int classVersion;
  private final String className;
  private final @Nullable String file;
  private final CallSites sites;

  private final CallWeaver calls;

  /**
   * Prepares to weave a method.
   *
   * @param className its class, with slashes
   * @param file its source file; null if the class file does not name it
   */
  MethodWeaver(
      MethodNode method,
      int classVersion,
      String className,
      @Nullable String superName,
      @Nullable String file,
      CallSites sites) {
    this.method = method;
    this.classVersion = classVersion;
    this.className = className;
    this.file = file;
    this.sites = sites;
    LockCall.Caller caller = new LockCall.Caller(className, superName, method.name + method.desc);
    this.calls = new CallWeaver(method, caller, this::site);
  }

  /** Puts the hooks into the method. */
  void weave() {
    boolean blocks = hasStructuredBlocks();
    int firstLine = 0;
    int line = 0;
    for (AbstractInsnNode each : method.instructions.toArray()) {
      if (each instanceof LineNumberNode number) {
        line = number.line;
        firstLine = firstLine == 0 ? line : firstLine;
      } else if (each instanceof InvokeDynamicInsnNode made) {
        calls.weave(made, line);
      } else if (each instanceof MethodInsnNode call) {
        calls.weave(call, line);
      } else if (blocks && each.getOpcode() == Opcodes.MONITORENTER) {
        weaveEnter(each, line);
      } else if (blocks && each.getOpcode() == Opcodes.MONITOREXIT) {
        weaveExit(each);
      }
    }
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0
        && !NestedMethods.contain(className, method.name)) {
      weaveSynchronizedMethod(firstLine);
    }
    calls.finish();
  }

  private int site(int line) {
    return sites.number(className.replace('/', '.'), method.name, file, line);
  }

  /** Whether every block has the handlers that a Java compiler generates for it. */
  private boolean hasStructuredBlocks() {
    for (AbstractInsnNode each = method.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each.getOpcode() == Opcodes.MONITORENTER && handlersFrom(each).isEmpty()
          || each.getOpcode() == Opcodes.MONITOREXIT && !isHandled(each)) {
        return false;
      }
    }
    return true;
  }

  /** The handlers that catch everything from the next instruction on. */
  private List<TryCatchBlockNode> handlersFrom(AbstractInsnNode enter) {
    List<TryCatchBlockNode> result = new ArrayList<>();
    AbstractInsnNode next = enter.getNext();
    while (next != null && (next.getOpcode() < 0 || next.getOpcode() == Opcodes.NOP)) {
      for (TryCatchBlockNode handler : method.tryCatchBlocks) {
        if (handler.type == null && handler.start == next) {
          result.add(handler);
        }
      }
      next = next.getNext();
    }
    return result;
  }

  private boolean isHandled(AbstractInsnNode exit) {
    int at = method.instructions.indexOf(exit);
    for (TryCatchBlockNode handler : method.tryCatchBlocks) {
      if (handler.type == null
          && method.instructions.indexOf(handler.start) < at
          && method.instructions.indexOf(handler.end) > at) {
        return true;
      }
    }
    return false;
  }

  private void weaveEnter(AbstractInsnNode enter, int line) {
    int site = site(line);
    InsnList before = new InsnList();
    before.add(new InsnNode(Opcodes.DUP));
    before.add(new InsnNode(Opcodes.DUP));
    before.add(Hook.push(site));
    before.add(Hook.AWAITING.call());
    before.add(new InsnNode(Opcodes.SWAP));
    List<TryCatchBlockNode> handlers = handlersFrom(enter);
    method.instructions.insertBefore(enter, before);
    LabelNode start = new LabelNode();
    InsnList after = new InsnList();
    after.add(start);
    after.add(Hook.push(site));
    after.add(Hook.ACQUIRED.call());
    method.instructions.insert(enter, after);
    for (TryCatchBlockNode handler : handlers) {
      handler.start = start;
    }
    method.maxStack += 3;
  }

  private void weaveExit(AbstractInsnNode exit) {
    InsnList before = new InsnList();
    before.add(new InsnNode(Opcodes.DUP));
    before.add(Hook.RELEASED.call());
    method.instructions.insertBefore(exit, before);
    method.maxStack++;
  }

  /**
   * Weaves a synchronized method. The JVM enters the monitor before the first instruction, so the
   * time that this takes is unknown.
   */
  private void weaveSynchronizedMethod(int line) {
    boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
    if (isStatic ? classVersion < Opcodes.V1_5 : reassignsThis()) {
      return;
    }
    int site = site(line);
    for (AbstractInsnNode each : method.instructions.toArray()) {
      if (each.getOpcode() >= Opcodes.IRETURN && each.getOpcode() <= Opcodes.RETURN) {
        InsnList before = new InsnList();
        before.add(monitor(isStatic));
        before.add(Hook.RELEASED.call());
        method.instructions.insertBefore(each, before);
      }
    }
    LabelNode start = new LabelNode();
    InsnList prologue = new InsnList();
    if (line > 0) {
      // A thread that waits to enter is at the first instruction: a dump must show its line.
      LabelNode first = new LabelNode();
      prologue.add(first);
      prologue.add(new LineNumberNode(line, first));
    }
    prologue.add(monitor(isStatic));
    prologue.add(Hook.push(site));
    prologue.add(Hook.ENTERED.call());
    prologue.add(start);
    method.instructions.insert(prologue);
    LabelNode end = new LabelNode();
    InsnList epilogue = new InsnList();
    epilogue.add(end);
    if (classVersion >= Opcodes.V1_6) {
      Object[] locals = isStatic ? new Object[0] : new Object[] {className};
      Object[] stack = {"java/lang/Throwable"};
      epilogue.add(new FrameNode(Opcodes.F_FULL, locals.length, locals, 1, stack));
    }
    epilogue.add(monitor(isStatic));
    epilogue.add(Hook.RELEASED.call());
    epilogue.add(new InsnNode(Opcodes.ATHROW));
    method.instructions.add(epilogue);
    method.tryCatchBlocks.add(new TryCatchBlockNode(start, end, end, null));
    method.maxStack += 2;
  }

  private AbstractInsnNode monitor(boolean isStatic) {
    return isStatic
        ? new LdcInsnNode(Type.getObjectType(className))
        : new VarInsnNode(Opcodes.ALOAD, 0);
  }

  /**
   * Whether the method stores to the local variable of {@code this}, which no Java compiler does.
   */
  private boolean reassignsThis() {
    for (AbstractInsnNode each = method.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each instanceof VarInsnNode local
          && local.var == 0
          && local.getOpcode() >= Opcodes.ISTORE
          && local.getOpcode() <= Opcodes.ASTORE) {
        return true;
      }
    }
    return false;
  }
}
