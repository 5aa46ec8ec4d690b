package io.wubdiag.collect.machine;

import java.io.IOException;

/** The failure of a question that a recording has no answer to. */
public final class NotRecordedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotRecordedException(String what) {
    super("not recorded: " + what);
  }
}
