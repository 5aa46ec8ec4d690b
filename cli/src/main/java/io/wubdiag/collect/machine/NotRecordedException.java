package io.wubdiag.collect.machine;

import java.io.IOException;

/** A recording does not hold what was asked for. */
public final class NotRecordedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotRecordedException(String what) {
    super("not recorded: " + what);
  }
}
