package io.wubdiag.model;

import java.util.List;

/**
 * The system call in which a task is blocked ({@code /proc/PID/task/TID/syscall},
 * proc_pid_syscall(5)).
 *
 * @param number the call's number on this architecture; -1 when the task is blocked outside of a
 *     system call
 * @param arguments its six arguments, none when {@code number} is -1
 * @param stackPointer the task's stack pointer
 * @param programCounter the task's program counter
 */
public record SystemCall(
    long number, List<Long> arguments, long stackPointer, long programCounter) {
  public SystemCall {
    arguments = List.copyOf(arguments);
  }

  /** Whether its first argument is that descriptor, as it is of read(2), write(2) and ioctl(2). */
  boolean isOf(int fd) {
    return !arguments.isEmpty() && arguments.get(0) == fd;
  }
}
