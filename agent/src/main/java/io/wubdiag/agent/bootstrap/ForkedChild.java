package io.wubdiag.agent.bootstrap;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process is a copy of the one that was attached to, made by {@code fork}, and whether
 * it has logged. In such a copy only the thread that called {@code fork} goes on: nobody sets the
 * agent's clock there and nobody records events, so the note of the first log call is left where
 * wubdiag reads it, and on a page that the copy shares with the process that was forked.
 */
public final class ForkedChild {
  /** On the shared page: the pid of the child, 0 while the page is free. */
  public static final int PID = 0;

  /** The Java id of the thread that logs. */
  public static final int THREAD = 8;

  /** When it called the appender, by {@link System#nanoTime()}. */
  public static final int BEGUN = 16;

  /** When that call had returned; 0 while it has not. */
  public static final int ENDED = 24;

  /** How many characters of the appender's class name follow, as Latin-1. */
  public static final int NAME_LENGTH = 32;

  public static final int NAME = 36;

  /** How long the page is. */
  public static final int PAGE = 4096;

  private static final Path SELF = Path.of("/proc/self");

  /** The process that the agent was attached to; 0 if that could not be told. */
  private static long original;

  /** This process, if it is another one; 0 if it is the same. */
  static long pid;

  /** How many calls of appenders this process has begun since it was forked. */
  static int logCalls;

  private static boolean noted;

  private static @Nullable ByteBuffer shared;

  private ForkedChild() {}

  /**
   * Says that this is the process that is attached to.
   *
   * @param page memory that is shared with copies of this process; null if there is none
   */
  public static void remember(@Nullable ByteBuffer page) {
    pid = 0;
    logCalls = 0;
    noted = false;
    shared = page;
    original = ownPid();
  }

  /** Looks whether this is another process than it was. Takes some microseconds. */
  static void look() {
    if (original != 0) {
      long now = ownPid();
      if (now != 0 && now != (pid == 0 ? original : pid)) {
        pid = now;
        logCalls = 0;
        noted = false;
      }
    }
  }

  /** A thread of a copy has called an appender, and is in no call of one. */
  static void count(Object appender) {
    logCalls++;
    if (logCalls == 1) {
      note(appender);
    }
  }

  /** Such a call has ended. */
  static void ended() {
    if (noted && logCalls == 1 && shared != null) {
      shared.putLong(ENDED, System.nanoTime());
    }
  }

  /** Another child may have the page: then this one goes untold. */
  private static void note(Object appender) {
    ByteBuffer page = shared;
    if (page == null || page.getLong(PID) != 0) {
      return;
    }
    noted = true;
    String name = appender.getClass().getName();
    int length = Math.min(name.length(), PAGE - NAME);
    for (int i = 0; i < length; i++) {
      page.put(NAME + i, (byte) name.charAt(i));
    }
    page.putInt(NAME_LENGTH, length);
    page.putLong(THREAD, Thread.currentThread().getId());
    page.putLong(BEGUN, System.nanoTime());
    page.putLong(ENDED, 0);
    page.putLong(PID, pid);
  }

  /** As the kernel has it: what Java remembers of its own pid is the parent's in a copy. */
  private static long ownPid() {
    try {
      return Long.parseLong(Files.readSymbolicLink(SELF).toString());
    } catch (Exception e) {
      return 0;
    }
  }
}
