package io.wubdiag.model;

/**
 * The state of a process or task according to the kernel (field 3 of {@code /proc/PID/stat},
 * proc_pid_stat(5)).
 */
public enum ProcessState {
  RUNNING('R'),
  SLEEPING('S'),
  /** Uninterruptible sleep, usually in the kernel's I/O. */
  DISK_SLEEP('D'),
  /** Stopped by a signal (SIGSTOP, SIGTSTP, …) until SIGCONT. */
  STOPPED('T'),
  /** Stopped by a tracer (a debugger). */
  TRACED('t'),
  ZOMBIE('Z'),
  DEAD('X'),
  IDLE('I'),
  UNKNOWN('?');

  private final char letter;

  ProcessState(char letter) {
    this.letter = letter;
  }

  /** The letter that {@code /proc/PID/stat} shows. */
  public char letter() {
    return letter;
  }

  /** The state with this letter, {@link #UNKNOWN} for a letter that this version does not know. */
  public static ProcessState of(char letter) {
    for (ProcessState state : values()) {
      if (state.letter == letter) {
        return state;
      }
    }
    return letter == 'x' ? DEAD : UNKNOWN;
  }
}
