package io.wubdiag;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Enablers;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Host;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Quiescence;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds snapshots for tests, in the words of a thread dump:
 *
 * <pre>{@code
 * SnapshotBuilder tree = new SnapshotBuilder();
 * Jvm jvm = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
 * ResourceId lock = jvm.monitor(0x71a0, "java.lang.Object");
 * jvm.thread("left").at("com.acme.Left.run(Left.java:14)").locked(lock).owns(lock);
 * jvm.thread("right").at("com.acme.Right.run(Right.java:21)").blockedOn(lock);
 * ProcessTreeSnapshot snapshot = tree.build();
 * }</pre>
 *
 * <p>The file is long: it has one builder for each kind of record, and they share their state.
 */
public final class SnapshotBuilder {
  /** When every snapshot of the tests was taken. */
  public static final Instant CAPTURED_AT = Instant.parse("2026-03-14T15:09:26Z");

  /** The host of every process, unless a test says otherwise. */
  public static final Host HOST = new Host("6d7c1f04-boot");

  private final List<Object> processes = new ArrayList<>();

  /** The process of that pid on {@link #HOST}. */
  public static ProcessIdentity process(long pid) {
    return new ProcessIdentity(HOST, pid, 100 * pid, 4026531836L);
  }

  /** A JVM; its threads come over {@link Source#ATTACH} unless said otherwise. */
  public Jvm jvm(long pid, long parentPid, String... command) {
    return jvm(process(pid), parentPid, command);
  }

  /** A JVM on another host, or one that started at a certain time. */
  public Jvm jvm(ProcessIdentity process, long parentPid, String... command) {
    Jvm jvm = new Jvm(process, parentPid, List.of(command));
    processes.add(jvm);
    return jvm;
  }

  /** Any capture: a native process, one that has vanished. */
  public SnapshotBuilder capture(ProcessCapture capture) {
    processes.add(capture);
    return this;
  }

  public SnapshotBuilder vanished(long pid, long parentPid, String command, Attempt... attempts) {
    return capture(new ProcessCapture.VanishedProcess(pid, parentPid, command, List.of(attempts)));
  }

  /** The snapshot; its root is the first process. */
  public ProcessTreeSnapshot build() {
    List<ProcessCapture> captures = new ArrayList<>();
    for (Object process : processes) {
      captures.add(process instanceof Jvm jvm ? jvm.build() : (ProcessCapture) process);
    }
    return new ProcessTreeSnapshot(
        "studio",
        captures.isEmpty() ? List.of() : List.of(captures.get(0).pid()),
        CAPTURED_AT,
        Duration.ofMillis(412),
        Duration.ofMillis(35),
        captures);
  }

  /** A frame as a stack trace prints it: {@code com.acme.Left.run(Left.java:14)}. */
  public static Frame frame(String text) {
    int open = text.indexOf('(');
    String name = text.substring(0, open);
    String place = text.substring(open + 1, text.length() - 1);
    int dot = name.lastIndexOf('.');
    String className = dot < 0 ? "" : name.substring(0, dot);
    String method = name.substring(dot + 1);
    int colon = place.lastIndexOf(':');
    if (colon >= 0) {
      int line = Integer.parseInt(place.substring(colon + 1));
      return Frame.of(className, method, place.substring(0, colon), line);
    }
    boolean isNative = place.equals("Native Method");
    String file = isNative || place.equals("Unknown Source") ? null : place;
    return new Frame(className, method, file, -1, isNative, List.of());
  }

  /** A JVM in the making. */
  public static final class Jvm {
    private @Nullable Quiescence standstill;
    private final List<Inversion> inversions = new ArrayList<>();
    private final ProcessIdentity process;
    private final long pid;
    private final long parentPid;
    private final List<String> command;
    private final List<JvmThread> threads = new ArrayList<>();
    private final Map<ResourceId, Resource> resources = new LinkedHashMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private ProcessState state = ProcessState.SLEEPING;
    private String executable = "/opt/jdk/bin/java";
    private boolean frozen;
    private Source source = Source.ATTACH;
    private Duration paused = Duration.ZERO;
    private JvmFacts.@Nullable Fork fork;
    private long nextTid;

    private Jvm(ProcessIdentity process, long parentPid, List<String> command) {
      this.process = process;
      this.pid = process.pid();
      this.parentPid = parentPid;
      this.command = command;
      this.nextTid = pid;
    }

    public Jvm executable(String path) {
      executable = path;
      return this;
    }

    public Jvm from(Source newSource) {
      source = newSource;
      return this;
    }

    public Jvm paused(Duration newPaused) {
      paused = newPaused;
      return this;
    }

    public Jvm state(ProcessState newState) {
      state = newState;
      return this;
    }

    public Jvm frozen() {
      frozen = true;
      return this;
    }

    /** Makes it a forked copy whose thread {@code main} survived. */
    public Jvm forkedFrom(long original, String... missing) {
      ThreadRef survivor = new ThreadRef(process, "main", pid, 1);
      fork = new JvmFacts.Fork(original, survivor, List.of(missing));
      return this;
    }

    /** Adds a source that was asked before the one that answered. */
    public Jvm attempt(Source asked, Attempt.Outcome outcome, String reason, long millis) {
      attempts.add(new Attempt(asked, outcome, reason, Duration.ofMillis(millis)));
      return this;
    }

    /**
     * A thread; the first one is {@code main}'s usual tid, the pid itself, the next ones count up.
     */
    public JvmThread thread(String name) {
      return thread(name, nextTid++);
    }

    public JvmThread thread(String name, long tid) {
      JvmThread thread = new JvmThread(this, name, tid, threads.size() + 1);
      threads.add(thread);
      return thread;
    }

    /** A thread that was left behind at the fork; it carries its twin's tid. */
    public JvmThread ghost(String name, long tid) {
      JvmThread thread = thread(name, tid);
      thread.ghost = true;
      return thread;
    }

    public JvmThread virtualThread(String name) {
      JvmThread thread = thread(name, 0);
      thread.virtual = true;
      return thread;
    }

    public ResourceId monitor(long address, String className) {
      return add(new Resource.Monitor(ResourceId.at(process, address), className, null, List.of()));
    }

    public ResourceId synchronizer(long address, String className) {
      return add(
          new Resource.OwnableSynchronizer(ResourceId.at(process, address), className, List.of()));
    }

    public ResourceId unowned(long address, String className) {
      return add(
          new Resource.UnownedSynchronizer(ResourceId.at(process, address), className, List.of()));
    }

    public ResourceId nativeMutex(long address, @Nullable String name) {
      return add(new Resource.NativeMutex(ResourceId.at(process, address), name, List.of()));
    }

    public ResourceId vmOperation(String operation) {
      return add(
          new Resource.VmOperation(ResourceId.named(process, operation), operation, List.of()));
    }

    public ResourceId classInitialisation(String className) {
      return add(
          new Resource.ClassInitialisation(
              ResourceId.named(process, className), className, null, List.of()));
    }

    public ResourceId add(Resource resource) {
      resources.put(resource.id(), resource);
      return resource.id();
    }

    /** The resource, with its owners so far. */
    public Resource resource(ResourceId id) {
      Resource resource = resources.get(id);
      if (resource == null) {
        throw new IllegalArgumentException("not of process " + pid + ": " + id);
      }
      return resource;
    }

    /** Adds an owner, of whatever kind and process. */
    public Owner ownedBy(ResourceId id, Owner owner) {
      Resource resource = resource(id);
      List<Owner> owners = new ArrayList<>(resource.owners());
      owners.add(owner);
      resources.put(id, resource.withOwners(owners));
      return owner;
    }

    /** Adds an owner that has ended. */
    public Owner ownedByTerminated(ResourceId id, String name, long javaId) {
      return ownedBy(
          id,
          new Owner(
              new ThreadRef(process, name, 0, javaId),
              Owner.Liveness.TERMINATED,
              Owner.Record.EXCLUSIVE_OWNER_THREAD,
              Certainty.PROVED));
    }

    /** Its tasks are those of its threads, and two of HotSpot's own unless it is a forked copy. */
    public KernelFacts kernel() {
      List<Task> tasks = new ArrayList<>();
      for (JvmThread thread : threads) {
        if (!thread.ghost && thread.tid != 0) {
          String name = thread.name.length() > 15 ? thread.name.substring(0, 15) : thread.name;
          tasks.add(new Task(thread.tid, thread.tid, name, state, null, null, null));
        }
      }
      if (fork == null) {
        for (String name : List.of("VM Thread", "Signal Dispatch")) {
          tasks.add(
              new Task(900 + tasks.size(), 900 + tasks.size(), name, state, null, null, null));
        }
      }
      return new FactsBuilder(process, "java")
          .parent(parentPid)
          .startTime(CAPTURED_AT.minusSeconds(3600))
          .command(command)
          .executable(executable)
          .state(state)
          .jvm("/opt/jdk/lib/server/libjvm.so")
          .frozen(frozen)
          .tasks(tasks)
          .build();
    }

    /** None of its threads can go on by itself. */
    public Jvm standsStill(boolean shutdownHook, Quiescence.Waiting... waits) {
      standstill = new Quiescence(Duration.ofMillis(300), List.of(waits), shutdownHook);
      return this;
    }

    /** The agent in it has found that. */
    public Jvm inversion(Inversion inversion) {
      inversions.add(inversion);
      return this;
    }

    public ProcessCapture.CapturedJvm build() {
      List<ThreadSnapshot> snapshots = new ArrayList<>();
      for (JvmThread thread : threads) {
        snapshots.add(thread.snapshot());
      }
      List<Attempt> asked = new ArrayList<>(attempts);
      if (source != Source.KERNEL) {
        asked.add(new Attempt(source, Attempt.Outcome.ANSWERED, "", Duration.ofMillis(12)));
      }
      return new ProcessCapture.CapturedJvm(
          kernel(),
          new JvmFacts("17.0.15+6", "/opt/jdk", fork, "Serial")
              .withInversions(inversions)
              .withStandstill(standstill),
          source,
          asked,
          paused,
          snapshots,
          List.copyOf(resources.values()));
    }
  }

  /** A thread in the making. Frames are added as a dump prints them, innermost first. */
  public static final class JvmThread {
    private final Jvm jvm;
    private final String name;
    private final long tid;
    private final long javaId;
    private final List<Frame> frames = new ArrayList<>();
    private Thread.@Nullable State state = Thread.State.RUNNABLE;
    private boolean daemon;
    private boolean virtual;
    private boolean ghost;
    private @Nullable Wait wait;
    private Duration still = Duration.ZERO;
    private @Nullable LogCall logCall;

    private JvmThread(Jvm jvm, String name, long tid, long javaId) {
      this.jvm = jvm;
      this.name = name;
      this.tid = tid;
      this.javaId = javaId;
    }

    /** The next frame outwards. */
    public JvmThread at(String frame) {
      frames.add(frame(frame));
      return this;
    }

    /** The frame added last has locked these monitors. Gives them no owner: see {@link #owns}. */
    public JvmThread locked(ResourceId... ids) {
      Frame last = frames.remove(frames.size() - 1);
      List<ResourceId> locked = new ArrayList<>(last.locked());
      locked.addAll(List.of(ids));
      frames.add(
          new Frame(
              last.className(),
              last.method(),
              last.file(),
              last.line(),
              last.nativeMethod(),
              locked));
      return this;
    }

    /** Makes it an owner of that resource of its process, as the resource's kind records owners. */
    public JvmThread owns(ResourceId id) {
      return owns(id, recordOf(jvm.resource(id)));
    }

    public JvmThread owns(ResourceId id, Owner.Record record) {
      jvm.ownedBy(id, owner(record));
      return this;
    }

    public Owner owner(Owner.Record record) {
      Owner.Liveness liveness = ghost ? Owner.Liveness.GHOST : Owner.Liveness.LIVE;
      return new Owner(ref(), liveness, record, Certainty.PROVED);
    }

    public JvmThread blockedOn(ResourceId id) {
      state = Thread.State.BLOCKED;
      return waitsFor(new Wait(id, Wait.Kind.ENTER_MONITOR, false));
    }

    public JvmThread parkedOn(ResourceId id) {
      state = Thread.State.WAITING;
      return waitsFor(new Wait(id, Wait.Kind.PARK, false));
    }

    public JvmThread waitingOn(ResourceId id) {
      state = Thread.State.WAITING;
      return waitsFor(new Wait(id, Wait.Kind.OBJECT_WAIT, false));
    }

    /** Only these threads could end its wait, by what their stacks reach. */
    public JvmThread endedBy(Enablers.Completeness completeness, JvmThread... enders) {
      List<Enablers.Enabler> any = new ArrayList<>();
      for (JvmThread ender : enders) {
        any.add(new Enablers.Enabler(ender.ref(), Enablers.How.REACHES));
      }
      return endedBy(new Enablers(any, completeness));
    }

    /** These could end its wait; it must wait already. */
    public JvmThread endedBy(Enablers enablers) {
      return waitsFor(Objects.requireNonNull(wait).withEnablers(enablers));
    }

    public JvmThread waitsFor(Wait newWait) {
      wait = newWait;
      return this;
    }

    public JvmThread state(Thread.@Nullable State newState) {
      state = newState;
      return this;
    }

    public JvmThread daemon() {
      daemon = true;
      return this;
    }

    public JvmThread still(Duration newStill) {
      still = newStill;
      return this;
    }

    /** Puts it into a call of an appender. */
    public JvmThread logs(LogCall call) {
      logCall = call;
      return this;
    }

    public ThreadRef ref() {
      return new ThreadRef(jvm.process, name, tid, javaId);
    }

    public ThreadSnapshot snapshot() {
      Duration cpu = virtual ? null : Duration.ofMillis(120);
      return new ThreadSnapshot(
          ref(), state, daemon, virtual, ghost, cpu, frames, wait, still, logCall);
    }

    private static Owner.Record recordOf(Resource resource) {
      if (resource instanceof Resource.OwnableSynchronizer) {
        return Owner.Record.EXCLUSIVE_OWNER_THREAD;
      }
      if (resource instanceof Resource.NativeMutex) {
        return Owner.Record.MUTEX_OWNER;
      }
      if (resource instanceof Resource.VmOperation) {
        return Owner.Record.ONLY_SERVER;
      }
      if (resource instanceof Resource.ClassInitialisation) {
        return Owner.Record.INITIALISER;
      }
      return Owner.Record.LOCKED_FRAME;
    }
  }
}
