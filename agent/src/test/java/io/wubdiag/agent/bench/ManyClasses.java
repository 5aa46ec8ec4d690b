package io.wubdiag.agent.bench;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Has loaded many classes, one of ten with a synchronized method, and tells how long it was ever
 * stopped. {@code write JAR COUNT} makes them; {@code run JAR COUNT} loads them, prints READY, and
 * for each line that it reads the longest stop since the last one, in microseconds.
 */
public final class ManyClasses {
  private static final int METHODS = 20;

  private static volatile long longest;

  private ManyClasses() {}

  /** Does either. */
  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("write")) {
      write(jar, count);
    } else {
      run(jar, count);
    }
  }

  private static void write(Path jar, int count) throws Exception {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (int i = 0; i < count; i++) {
        out.putNextEntry(new JarEntry("many/Class" + i + ".class"));
        out.write(classFile("many/Class" + i, i % 10 == 0));
        out.closeEntry();
      }
    }
  }

  private static byte[] classFile(String name, boolean locks) {
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    for (int i = 0; i < METHODS; i++) {
      int access = Opcodes.ACC_STATIC | (locks && i == 0 ? Opcodes.ACC_SYNCHRONIZED : 0);
      MethodVisitor method = type.visitMethod(access, "method" + i, "(I)I", null, null);
      method.visitCode();
      for (int j = 0; j < 20; j++) {
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitLdcInsn(100_000 + i * j);
        method.visitInsn(Opcodes.IMUL);
        method.visitVarInsn(Opcodes.ISTORE, 0);
      }
      method.visitVarInsn(Opcodes.ILOAD, 0);
      method.visitInsn(Opcodes.IRETURN);
      method.visitMaxs(0, 0);
      method.visitEnd();
    }
    type.visitEnd();
    return type.toByteArray();
  }

  private static void run(Path jar, int count) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      for (int i = 0; i < count; i++) {
        Class.forName("many.Class" + i, true, loader);
      }
      Thread hiccups = new Thread(ManyClasses::measure);
      hiccups.setDaemon(true);
      hiccups.setPriority(Thread.MAX_PRIORITY);
      hiccups.start();
      System.out.println("READY");
      while (System.in.read() >= 0) {
        System.out.println(longest / 1000);
        longest = 0;
      }
    }
  }

  private static void measure() {
    while (true) {
      long start = System.nanoTime();
      LockSupport.parkNanos(100_000);
      longest = Math.max(longest, System.nanoTime() - start - 100_000);
    }
  }
}
