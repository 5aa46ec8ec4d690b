package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.LogCalls;
import io.wubdiag.agent.bootstrap.LogHooks;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Surrounds a method that calls appenders, so that a call that ends by an exception is noticed.
 * {@link LogMethodWeaver} looks for the hook at the end to find the thread's calls.
 */
final class CallerAdvice {
  private CallerAdvice() {}

  @Advice.OnMethodEnter
  static @Nullable LogCalls enter(@Advice.Local("mark") int mark) {
    LogCalls calls = LogHooks.calls();
    mark = LogHooks.mark(calls);
    return calls;
  }

  @Advice.OnMethodExit(onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable LogCalls calls, @Advice.Local("mark") int mark) {
    LogHooks.unwind(calls, mark);
  }
}
