package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.LogCalls;
import io.wubdiag.agent.bootstrap.LogHooks;
import java.io.PrintStream;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Surrounds the print methods of a stream. Only System.out and System.err matter. */
final class PrintAdvice {
  private PrintAdvice() {}

  @Advice.OnMethodEnter
  static @Nullable LogCalls enter(@Advice.This PrintStream stream) {
    return LogHooks.printing(stream);
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable LogCalls calls) {
    LogHooks.end(calls);
  }
}
