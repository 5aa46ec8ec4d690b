package io.wubdiag.remix.worker;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The functions of the C library that a fork needs; Linux, 64 bits. */
@SuppressWarnings("MemberName") // they are called what C calls them
final class LibC {
  /** {@code PR_SET_PDEATHSIG} of {@code linux/prctl.h}. */
  static final int PR_SET_PDEATHSIG = 1;

  static final int SIGKILL = 9;
  static final int F_GETFL = 3;
  static final int O_RDONLY = 0;
  static final int O_ACCMODE = 3;
  static final int O_CLOEXEC = 0x80000;
  static final int P_PID = 1;
  static final int WEXITED = 4;
  static final int WNOWAIT = 0x01000000;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int fork();

  static native void _exit(int status);

  static native int getppid();

  static native int prctl(int option, long argument2, long argument3, long argument4, long arg5);

  static native int kill(int pid, int signal);

  static native int waitid(int idType, int id, Pointer info, int options);

  static native int waitpid(int pid, Pointer status, int options);

  static native int pipe2(Pointer ends, int flags);

  static native int open(String path, int flags);

  static native int dup2(int from, int to);

  static native int close(int fd);

  static native int fcntl(int fd, int command);

  static native long readlink(String path, Pointer target, long size);
}
