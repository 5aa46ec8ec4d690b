package io.wubdiag.agent.logging;

import io.wubdiag.agent.bootstrap.LogCalls;
import io.wubdiag.agent.bootstrap.LogHooks;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Around a method that calls appenders: a call that an exception ended has ended, too. {@link
 * LogMethodWeaver} finds the thread's calls where the hook at the end is given them.
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
