package io.wubdiag.remix.cli;

/**
 * The exit codes, on which scripts rely. Where wubdiag has the same meaning, it has the same code.
 */
final class ExitCode {
  static final int DONE = 0;

  /** A bug of the engine. */
  static final int INTERNAL_ERROR = 1;

  static final int USAGE = 2;

  /** A file is missing, unreadable or unwritable; or the port is in use. */
  static final int NOT_THERE = 3;

  /** The song can't be remixed. */
  static final int SONG_AT_FAULT = 4;

  /** A benchmark did not reach its target. */
  static final int MISSED = 5;

  private ExitCode() {}
}
