package io.wubdiag.agent.bootstrap;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Detects that this process is a forked copy of the one with the agent, and records its first log
 * call. In a copy only the thread that called {@code fork} goes on: nothing sets the agent's clock
 * and nothing records events. So the record lies where wubdiag reads it, and on a page that the
 * copy shares with its parent.
 */
public final class ForkedChild {
  /** Offset in the shared page of the child's pid; 0 there means that the page is free. */
  public static final int PID = 0;

  /** Offset of the Java id of the thread that logs. */
  public static final int THREAD = 8;

  /** Offset of the {@link System#nanoTime()} at the call of the appender. */
  public static final int BEGUN = 16;

  /** Offset of the time at which the call returned; 0 there means that it has not. */
  public static final int ENDED = 24;

  /** Offset of the length of the appender's class name, which follows as Latin-1. */
  public static final int NAME_LENGTH = 32;

  public static final int NAME = 36;

  /** The length of the page. */
  public static final int PAGE = 4096;

  private static final Path SELF = Path.of("/proc/self");

  /** The pid of the process that the agent was attached to; 0 if it is unknown. */
  private static long original;

  /** The pid of this process if it is a forked copy; otherwise 0. */
  static long pid;

  /** The number of calls of appenders that this process has begun since the fork. */
  static int logCalls;

  private static boolean noted;

  private static @Nullable ByteBuffer shared;

  private ForkedChild() {}

  /**
   * Records that the agent is attached to this process.
   *
   * @param page memory that forked copies share with this process; null if there is none
   */
  public static void remember(@Nullable ByteBuffer page) {
    pid = 0;
    logCalls = 0;
    noted = false;
    shared = page;
    original = ownPid();
  }

  /** Checks whether this is a forked copy. Takes some microseconds. */
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

  /** A thread of a forked copy has called an appender, outside any other call of one. */
  static void count(Object appender) {
    logCalls++;
    if (logCalls == 1) {
      note(appender);
    }
  }

  /** The call of an appender has ended. */
  static void ended() {
    if (noted && logCalls == 1 && shared != null) {
      shared.putLong(ENDED, System.nanoTime());
    }
  }

  /** Writes the call to the page. If another child has the page, this call goes unreported. */
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

  /** Asks the kernel: in a forked copy, Java still knows its parent's pid as its own. */
  private static long ownPid() {
    try {
      return Long.parseLong(Files.readSymbolicLink(SELF).toString());
    } catch (Exception e) {
      return 0;
    }
  }
}
