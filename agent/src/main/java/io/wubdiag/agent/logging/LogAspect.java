package io.wubdiag.agent.logging;

import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import io.wubdiag.agent.weaving.Aspect;
import io.wubdiag.agent.weaving.ClassChange;
import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Weaves logging libraries and the streams {@code System.out} and {@code System.err}. */
public final class LogAspect implements Aspect {
  /** Whether a class belongs to a logging library, given by its name with slashes. */
  public static boolean isOfLogging(String name) {
    return LoggingClasses.contain(name);
  }

  @Override
  public boolean concerns(@Nullable ClassLoader loader, String name) {
    return LoggingClasses.contain(loader, name);
  }

  @Override
  public @Nullable AsmVisitorWrapper changesTo(ClassReader original) {
    String name = original.getClassName();
    AsmVisitorWrapper calls =
        new ClassChange() {
          @Override
          protected ClassVisitor visitor(ClassVisitor next) {
            return new CallsOf(name, next);
          }
        };
    if (name.equals(LoggingClasses.PRINT_STREAM)) {
      // Each of these methods takes the stream's lock, and all output goes through one of them.
      return new AsmVisitorWrapper.Compound(
          Advice.to(PrintAdvice.class)
              .on(namedOneOf("write", "writeln", "newLine", "flush").and(not(isStatic()))),
          calls);
    }
    String appenderMethod = LoggingClasses.appenderMethod(name);
    if (appenderMethod == null) {
      return calls;
    }
    Set<String> callers = CallerScan.of(original, appenderMethod);
    return callers.isEmpty()
        ? null
        // The advice comes first, so that the hooks within find the thread's calls that it looked
        // up.
        : new AsmVisitorWrapper.Compound(
            calls,
            Advice.to(CallerAdvice.class)
                .on(method -> callers.contains(method.getName() + method.getDescriptor())));
  }

  /** The methods of a class that call appenders: {@code name} and descriptor. */
  private static final class CallerScan extends ClassVisitor {
    private final String wanted;
    private final Set<String> found = new HashSet<>();

    private CallerScan(String wanted) {
      super(Opcodes.ASM9);
      this.wanted = wanted;
    }

    static Set<String> of(ClassReader reader, String method) {
      CallerScan scan = new CallerScan(method);
      reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      return scan.found;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String methodDescriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String name, String descriptor, boolean isInterface) {
          if (wanted.equals(owner + "." + name)) {
            found.add(method + methodDescriptor);
          }
        }
      };
    }
  }

  /** Weaves the calls that each method makes. */
  private static final class CallsOf extends ClassVisitor {
    private final String className;

    CallsOf(String className, ClassVisitor next) {
      super(Opcodes.ASM9, next);
      this.className = className;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
      return method == null || name.equals("<init>") || name.equals("<clinit>")
          ? method
          : new LogMethodWeaver(method, className, access, name, descriptor, signature, exceptions);
    }
  }
}
