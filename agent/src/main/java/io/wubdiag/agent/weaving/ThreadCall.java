package io.wubdiag.agent.weaving;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/**
 * The effect of a call on a thread, known by the method's name and descriptor. The hook finds out
 * whether the receiver is a thread.
 */
enum ThreadCall {
  /** {@code Thread.start()}. */
  START,
  /** A call that returns a started thread. */
  MAKE,
  /** {@code Thread.join()}. */
  JOIN,
  /** {@code Thread.join(long)}. */
  JOIN_FOR_MILLIS,
  /** {@code Thread.join(Duration)}. */
  JOIN_FOR_DURATION;

  private static final String THREAD = "java/lang/Thread";

  /** The effect of a call; null for any other method. */
  static @Nullable ThreadCall of(int opcode, String owner, String name, String descriptor) {
    String call = name + descriptor;
    if (opcode == Opcodes.INVOKEVIRTUAL) {
      return switch (call) {
        case "start()V" -> START;
        case "join()V" -> JOIN;
        case "join(J)V" -> JOIN_FOR_MILLIS;
        case "join(Ljava/time/Duration;)Z" -> JOIN_FOR_DURATION;
        default -> null;
      };
    }
    boolean makes =
        owner.equals(THREAD) && call.startsWith("startVirtualThread(")
            || owner.startsWith(THREAD + "$Builder")
                && call.equals("start(Ljava/lang/Runnable;)Ljava/lang/Thread;");
    return makes ? MAKE : null;
  }
}
