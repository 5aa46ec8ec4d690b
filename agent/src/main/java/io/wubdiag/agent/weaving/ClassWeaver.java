package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Weaves one class: puts calls to the hooks around all that acquires or gives back a lock. Adds no
 * method and no field, which a class that is loaded could not take. Methods without a lock are
 * copied byte for byte.
 */
final class ClassWeaver extends ClassVisitor {
  private final CallSites sites;
  private String className = "";
  private @Nullable String superName;
  private @Nullable String file;
  private int version;
  private int woven;

  private ClassWeaver(ClassVisitor next, CallSites sites) {
    super(Opcodes.ASM9, next);
    this.sites = sites;
  }

  /** The woven class; null if there is nothing to weave in it. */
  static byte @Nullable [] weave(byte[] original, CallSites sites) {
    ClassReader reader = new ClassReader(original);
    if (!LockScan.finds(reader)) {
      return null;
    }
    ClassWriter writer = new ClassWriter(reader, 0);
    ClassWeaver weaver = new ClassWeaver(writer, sites);
    reader.accept(weaver, 0);
    return weaver.woven == 0 ? null : writer.toByteArray();
  }

  @Override
  public void visit(
      int classVersion,
      int access,
      String name,
      @Nullable String signature,
      @Nullable String superclass,
      String @Nullable [] interfaces) {
    version = classVersion & 0xffff;
    className = name;
    superName = superclass;
    super.visit(classVersion, access, name, signature, superclass, interfaces);
  }

  @Override
  public void visitSource(@Nullable String source, @Nullable String debug) {
    file = source;
    super.visitSource(source, debug);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    return new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions) {
      @Override
      public void visitEnd() {
        MethodWeaver weaver = new MethodWeaver(this, version, className, superName, file, sites);
        woven += weaver.weave();
        accept(next);
      }
    };
  }
}
