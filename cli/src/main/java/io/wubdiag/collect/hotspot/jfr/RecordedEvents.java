package io.wubdiag.collect.hotspot.jfr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Which events are recorded: what the JDK tells of locks, and what the agent does. */
public final class RecordedEvents {
  public static final String OURS = "wubdiag.";

  static final String MONITOR_ENTER = "jdk.JavaMonitorEnter";
  static final String THREAD_PARK = "jdk.ThreadPark";
  static final String LOCK_WAIT = OURS + "LockWait";
  static final String LOCK_HELD = OURS + "LockHeld";
  static final String LOG_WAIT = OURS + "LogWait";
  public static final String HEALTH = OURS + "AgentHealth";

  public static final String JVM = "jdk.JVMInformation";

  private static final List<String> JDK_EVENTS =
      List.of(MONITOR_ENTER, THREAD_PARK, "jdk.JavaMonitorWait", "jdk.VirtualThreadPinned");

  private static final List<String> AGENT_EVENTS = List.of(LOCK_WAIT, LOCK_HELD, LOG_WAIT);

  /** Those that tell of waits for locks, and of holding them. */
  public static final List<String> OF_LOCKS =
      List.of(MONITOR_ENTER, THREAD_PARK, LOCK_WAIT, LOCK_HELD);

  private RecordedEvents() {}

  /**
   * The settings that record them. The agent's other events are recorded unless someone switches
   * them off; of how it fares a short recording tells, too.
   *
   * @param threshold how long what is recorded lasted at least
   */
  public static List<String> settings(Duration threshold) {
    String atLeast = "#threshold=" + threshold.toMillis() + "ms";
    List<String> settings = new ArrayList<>();
    for (String event : JDK_EVENTS) {
      settings.add(event + "#enabled=true");
      settings.add(event + atLeast);
    }
    for (String event : AGENT_EVENTS) {
      settings.add(event + atLeast);
    }
    settings.add(HEALTH + "#period=everyChunk");
    settings.add(JVM + "#enabled=true");
    settings.add(JVM + "#period=beginChunk");
    return settings;
  }
}
