package io.wubdiag.remix.cli;

/** The exit codes that scripts rely on; where they mean the same, they are wubdiag's. */
final class ExitCode {
  static final int DONE = 0;

  /** A fault of the engine's own. */
  static final int INTERNAL_ERROR = 1;

  static final int USAGE = 2;

  /** No such file, or one that may not be read or written; a port that is taken. */
  static final int NOT_THERE = 3;

  /** The song can't be remixed. */
  static final int SONG_AT_FAULT = 4;

  /** A benchmark did not reach its target. */
  static final int MISSED = 5;

  private ExitCode() {}
}
