package io.wubdiag.agent.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wubdiag.agent.bootstrap.LockHooks;
import io.wubdiag.agent.bootstrap.LockObserver.Wait;
import io.wubdiag.agent.bootstrap.Tracing;
import io.wubdiag.agent.events.AgentEvents.LogCall;
import io.wubdiag.agent.order.OrderAnalysis.Inversion;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentEventsTest {
  private static final long SECOND = 1_000_000_000;
  private static final long PATIENCE_MILLIS = 20_000;
  private static final String SITE = "com.acme.MixBus.add(MixBus.java:88)";

  @TempDir Path directory;
  private final AgentEvents events = AgentEvents.open();

  @BeforeEach
  void nameTheSite() {
    Tracing.publishSites(new String[] {null, SITE});
  }

  @AfterEach
  void close() {
    Tracing.publishSites(new String[1]);
    events.close();
  }

  @Test
  void recordsWaitAsIfItHadBegunBefore() throws IOException {
    ReentrantLock lock = new ReentrantLock();
    List<RecordedEvent> recorded =
        record(
            () -> {
              events.waited(Wait.ACQUISITION, lock, 1, System.nanoTime() - 2 * SECOND, true);
              events.waited(Wait.ACQUISITION, lock, 1, System.nanoTime() - SECOND / 2, false);
              events.waited(Wait.NOTIFICATION, lock, 1, System.nanoTime() - SECOND, true);
            });
    RecordedEvent event = recorded.get(0);
    assertThat(event.getEventType().getName()).isEqualTo("wubdiag.LockWait");
    assertThat(event.getDuration()).isCloseTo(Duration.ofSeconds(2), Duration.ofMillis(20));
    assertThat(Duration.between(event.getEndTime(), Instant.now()).getSeconds()).isLessThan(60);
    assertThat(event.getClass("lockClass").getName()).isEqualTo(ReentrantLock.class.getName());
    assertThat(event.getInt("lockIdentity")).isEqualTo(System.identityHashCode(lock));
    assertThat(event.getString("callSite")).isEqualTo(SITE);
    assertThat(event.getBoolean("acquired")).isTrue();
    assertThat(event.getThread().getJavaName()).isEqualTo(Thread.currentThread().getName());
    assertThat(event.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getName().equals("recordsWaitAsIfItHadBegunBefore"));
    assertThat(recorded.get(1).getBoolean("acquired")).isFalse();
    assertThat(recorded).hasSize(2);
  }

  @Test
  void heedsTheRecordingsThreshold() throws IOException {
    Object monitor = new Object();
    List<RecordedEvent> recorded =
        record(
            () -> {
              events.held(monitor, 1, System.nanoTime() - 19_000_000);
              events.held(monitor, 1, System.nanoTime() - 30_000_000);
            });
    assertThat(recorded).hasSize(1);
    assertThat(recorded.get(0).getEventType().getName()).isEqualTo("wubdiag.LockHeld");
    assertThat(recorded.get(0).getDuration().toMillis()).isCloseTo(30L, within(5L));
    assertThat(recorded.get(0).getClass("lockClass").getName()).isEqualTo("java.lang.Object");
  }

  @Test
  void recordsWhatHeldUpLogging() throws IOException {
    LogCall call =
        new LogCall("Logback", "STDOUT", "pipe:[12]", SECOND, 900_000_000, 5_000_000, SITE, true);
    RecordedEvent event = record(() -> events.logWaited(call)).get(0);
    assertThat(event.getEventType().getName()).isEqualTo("wubdiag.LogWait");
    assertThat(event.getDuration().toMillis()).isCloseTo(1000L, within(20L));
    assertThat(event.getString("framework")).isEqualTo("Logback");
    assertThat(event.getString("appender")).isEqualTo("STDOUT");
    assertThat(event.getString("sink")).isEqualTo("pipe:[12]");
    assertThat(event.getString("blockedBy")).isEqualTo("lock");
    assertThat(event.getDuration("lockTime")).isEqualTo(Duration.ofMillis(900));
    assertThat(event.getDuration("sinkTime")).isEqualTo(Duration.ofMillis(5));
    assertThat(event.getString("heldLock")).isEqualTo(SITE);
    assertThat(event.getBoolean("firstInForkedProcess")).isTrue();
  }

  /** The recorder holds a lock of its own while it tells, and takes it when it is spoken to. */
  @Test
  void canBeClosedWhileTheRecorderTellsThatItIsThere() throws InterruptedException {
    Thread closer = new Thread(events::close);
    closer.setDaemon(true);
    FlightRecorderListener listener =
        new FlightRecorderListener() {
          @Override
          public void recorderInitialized(FlightRecorder recorder) {
            closer.start();
            while (closer.getState() != Thread.State.BLOCKED && closer.isAlive()) {
              Thread.onSpinWait();
            }
            ((FlightRecorderListener) events).recorderInitialized(recorder);
          }
        };
    Thread telling =
        new Thread(
            () -> {
              FlightRecorder.getFlightRecorder();
              FlightRecorder.addListener(listener);
            });
    telling.setDaemon(true);
    telling.start();

    telling.join(PATIENCE_MILLIS);
    assertThat(telling.isAlive()).isFalse();
    FlightRecorder.removeListener(listener);
    closer.join();
    assertThat(registered()).isEmpty();
  }

  @Test
  void recordsInversionAndOrphan() throws IOException {
    StackTraceElement frame = new StackTraceElement("A", "a", "A.java", 7);
    Inversion inversion =
        new Inversion(
            "one", "A", "a1", "B", "b1", List.of(frame), "other", "b2", "a2", List.of(frame), 2);
    List<RecordedEvent> recorded =
        record(
            () -> {
              events.inverted(inversion);
              events.orphaned(new ReentrantLock(), SITE, "pool-1", 3 * SECOND, "it has ended");
            });
    RecordedEvent first = recorded.get(0);
    assertThat(first.getEventType().getName()).isEqualTo("wubdiag.LockOrderInversion");
    assertThat(first.getInt("orders")).isEqualTo(2);
    assertThat(first.getString("firstThread")).isEqualTo("one");
    assertThat(first.getString("firstHeldLock")).isEqualTo("A");
    assertThat(first.getString("firstAcquiredLock")).isEqualTo("B");
    assertThat(first.getString("firstAcquiredSite")).isEqualTo("b1");
    assertThat(first.getString("secondHeldSite")).isEqualTo("b2");
    assertThat(first.getString("secondStackTrace")).isEqualTo("A.a(A.java:7)\n");
    RecordedEvent second = recorded.get(1);
    assertThat(second.getEventType().getName()).isEqualTo("wubdiag.OrphanedLock");
    assertThat(second.getString("ownerName")).isEqualTo("pool-1");
    assertThat(second.getDuration("heldFor")).isEqualTo(Duration.ofSeconds(3));
    assertThat(second.getString("cause")).isEqualTo("it has ended");
  }

  @Test
  void findsLockWhoseOwnerHasEndedOnce() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    Tracing.start();
    OrphanWatch watch = new OrphanWatch(events);
    Thread owner =
        new Thread(
            () -> {
              lock.lock();
              LockHooks.tried(true, lock, 0);
            },
            "gone");
    owner.start();
    owner.join();
    try {
      List<RecordedEvent> recorded =
          record(
              () -> {
                watch.run();
                watch.run();
              });
      assertThat(recorded).hasSize(1);
      assertThat(recorded.get(0).getString("ownerName")).isEqualTo("gone");
      assertThat(recorded.get(0).getInt("lockIdentity")).isEqualTo(System.identityHashCode(lock));
    } finally {
      Tracing.stop();
    }
  }

  @Test
  void tellsItsHealthByItself() throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("wubdiag.AgentHealth").with("period", "endChunk");
      recording.start();
      recording.stop();
      List<RecordedEvent> recorded = read(recording);
      assertThat(recorded).isNotEmpty();
      assertThat(recorded.get(0).getEventType().getName()).isEqualTo("wubdiag.AgentHealth");
      assertThat(recorded.get(0).getInt("untrackedThreads")).isZero();
    }
  }

  @Test
  void recordsNothingOnceClosed() throws IOException {
    List<RecordedEvent> recorded =
        record(
            () -> {
              events.close();
              events.held(new Object(), 1, System.nanoTime() - SECOND);
            });
    assertThat(recorded).isEmpty();
  }

  @Test
  void describesEveryEventAndField() throws IOException {
    record(() -> {});
    List<EventType> types = registered();
    assertThat(types)
        .extracting(EventType::getName)
        .containsExactlyInAnyOrder(
            "wubdiag.LockWait",
            "wubdiag.LockHeld",
            "wubdiag.LogWait",
            "wubdiag.LockOrderInversion",
            "wubdiag.OrphanedLock",
            "wubdiag.AgentHealth");
    for (EventType type : types) {
      assertThat(type.getLabel()).as(type.getName()).isNotBlank();
      assertThat(type.getDescription()).as(type.getName()).isNotBlank();
      assertThat(type.getCategoryNames()).as(type.getName()).hasSize(2).startsWith("Wubdiag");
      for (ValueDescriptor field : type.getFields()) {
        assertThat(field.getLabel()).as(type.getName() + "." + field.getName()).isNotBlank();
      }
      for (SettingDescriptor setting : type.getSettingDescriptors()) {
        if (setting.getName().equals("threshold")) {
          assertThat(setting.getDefaultValue()).isIn("20 ms", "0 ns");
        }
      }
    }
  }

  private static List<EventType> registered() {
    return FlightRecorder.getFlightRecorder().getEventTypes().stream()
        .filter(type -> type.getName().startsWith("wubdiag."))
        .toList();
  }

  /** As with attaching and detaching, where each time the classes are of another loader. */
  @Test
  void leavesNothingInTheRecorder() throws Exception {
    URL classes = JfrEvents.class.getProtectionDomain().getCodeSource().getLocation();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try (Recording recording = new Recording()) {
      recording.start();
      for (int i = 0; i < 20; i++) {
        loaders.add(useOnce(classes));
      }
    }
    int alive = 0;
    for (int attempt = 0; attempt < 50; attempt++) {
      System.gc();
      alive = 0;
      for (WeakReference<ClassLoader> loader : loaders) {
        alive += loader.get() == null ? 0 : 1;
      }
      if (alive <= 1) {
        break;
      }
      LockSupport.parkNanos(20_000_000);
    }
    assertThat(alive).as("class loaders that are still referred to").isLessThanOrEqualTo(1);
  }

  private static WeakReference<ClassLoader> useOnce(URL classes) throws Exception {
    URLClassLoader loader = new IsolatingLoader(classes);
    Class<?> type = Class.forName(AgentEvents.class.getName(), true, loader);
    Object opened = type.getMethod("open").invoke(null);
    assertThat(opened.getClass().getClassLoader()).isSameAs(loader);
    type.getMethod("held", Object.class, int.class, long.class)
        .invoke(opened, new Object(), 1, System.nanoTime() - SECOND);
    type.getMethod("close").invoke(opened);
    loader.close();
    return new WeakReference<>(loader);
  }

  private List<RecordedEvent> record(Runnable work) throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("wubdiag.AgentHealth").with("period", "1 h");
      recording.start();
      work.run();
      recording.stop();
      return read(recording);
    }
  }

  private List<RecordedEvent> read(Recording recording) throws IOException {
    Path file = directory.resolve("test.jfr");
    recording.dump(file);
    List<RecordedEvent> ours = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().startsWith("wubdiag.")) {
        ours.add(event);
      }
    }
    return ours;
  }

  /** Loads the events itself, and has all else from above. */
  private static final class IsolatingLoader extends URLClassLoader {
    IsolatingLoader(URL classes) {
      super(new URL[] {classes}, AgentEventsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith("io.wubdiag.agent.events.")) {
          loaded = findClass(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }
  }
}
