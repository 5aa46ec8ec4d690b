package io.wubdiag.collect.hotspot.jfr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The events that are recorded: the JDK's lock events, and the agent's. */
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

  /** The events of waits for locks, and of held locks. */
  public static final List<String> OF_LOCKS =
      List.of(MONITOR_ENTER, THREAD_PARK, LOCK_WAIT, LOCK_HELD);

  private RecordedEvents() {}

  /**
   * The settings that record these events. The agent's other events are recorded unless a user
   * turns them off; a short recording also shows how the agent fares.
   *
   * @param threshold the least duration of recorded events
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
