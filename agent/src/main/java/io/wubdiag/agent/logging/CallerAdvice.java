package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.LogHooks;
import net.bytebuddy.asm.Advice;

/** Around a method that calls appenders: a call that an exception ended has ended, too. */
final class CallerAdvice {
  private CallerAdvice() {}

  @Advice.OnMethodEnter
  static int enter() {
    return LogHooks.mark();
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(@Advice.Enter int mark) {
    LogHooks.unwind(mark);
  }
}
