package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A resource that a thread can wait for. */
public sealed interface Resource {
  ResourceId id();

  /** The threads that could release it, as far as known. */
  List<Owner> owners();

  /**
   * The class of the object or, for an initialisation, the class that is initialised; null if the
   * resource is not an object.
   */
  default @Nullable String className() {
    return null;
  }

  /**
   * A further name: the class that a {@code Class} object stands for, HotSpot's name, a path; null
   * for none.
   */
  default @Nullable String name() {
    return null;
  }

  <T> T accept(ResourceVisitor<T> visitor);

  /** A copy with these owners; unchanged if its kind has none. */
  default Resource withOwners(List<Owner> owners) {
    return accept(new ResourceCopy(id(), owners));
  }

  /** A copy with another name. */
  default Resource withId(ResourceId id) {
    return accept(new ResourceCopy(id, owners()));
  }

  /**
   * A park blocker without owners. Most sources give only the name of its class, and never that of
   * a superclass.
   */
  static Resource parkBlocker(ResourceId id, String className) {
    return OwnableSynchronizer.isOne(className)
        ? new OwnableSynchronizer(id, className, List.of())
        : new UnownedSynchronizer(id, className, List.of());
  }

  /**
   * A Java object's monitor.
   *
   * @param className the object's class; for a {@code Class} object {@code java.lang.Class}
   * @param detail the class that a {@code Class} object stands for, else null
   */
  record Monitor(ResourceId id, String className, @Nullable String detail, List<Owner> owners)
      implements Resource {
    public Monitor {
      owners = List.copyOf(owners);
    }

    /** The class that a {@code Class} object stands for. */
    @Override
    public @Nullable String name() {
      return detail;
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.monitor(this);
    }
  }

  /**
   * A lock that records its owner: a subclass of {@code
   * java.util.concurrent.locks.AbstractOwnableSynchronizer}.
   */
  record OwnableSynchronizer(ResourceId id, String className, List<Owner> owners)
      implements Resource {
    private static final String LOCKS = "java.util.concurrent.locks.";

    public OwnableSynchronizer {
      owners = List.copyOf(owners);
    }

    /** Whether the class with this name is one of the JDK's own that set their owner. */
    public static boolean isOne(String className) {
      boolean lock =
          className.startsWith("ReentrantLock$", LOCKS.length())
              || className.startsWith("ReentrantReadWriteLock$", LOCKS.length());
      return (lock && className.startsWith(LOCKS) && className.endsWith("Sync"))
          || className.equals("java.util.concurrent.ThreadPoolExecutor$Worker");
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.ownableSynchronizer(this);
    }
  }

  /**
   * An object without an owner on which a thread parks or waits: a condition, a latch, a queue, an
   * {@code Object.wait()}.
   */
  record UnownedSynchronizer(ResourceId id, String className, List<Owner> owners)
      implements Resource {
    public UnownedSynchronizer {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.unownedSynchronizer(this);
    }
  }

  /**
   * A {@code pthread_mutex_t}.
   *
   * @param name HotSpot's name of it ({@code Compile_lock}), null for other mutexes
   */
  record NativeMutex(ResourceId id, @Nullable String name, List<Owner> owners) implements Resource {
    public NativeMutex {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.nativeMutex(this);
    }
  }

  /**
   * Work that a thread has requested from the JVM's own threads: a collection, a safepoint, a
   * handshake.
   *
   * @param operation HotSpot's name of it as far as known ({@code G1CollectForAllocation}, {@code
   *     safepoint})
   */
  record VmOperation(ResourceId id, String operation, List<Owner> owners) implements Resource {
    public VmOperation {
      owners = List.copyOf(owners);
    }

    /** The operation. */
    @Override
    public String name() {
      return operation;
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.vmOperation(this);
    }
  }

  /**
   * A task in the queue of a thread pool, until a thread of the pool is free. It has no owner: any
   * thread of the pool could run it.
   *
   * @param className the class of the park blocker until the task has run
   */
  record QueuedTask(ResourceId id, String className, Pool pool) implements Resource {

    /**
     * The thread pool of a queued task.
     *
     * @param complete whether these are all of its threads, and it starts no other
     * @param queued how many tasks its queue holds
     */
    public record Pool(
        ResourceId id, String className, boolean complete, List<ThreadRef> workers, int queued) {
      public Pool {
        workers = List.copyOf(workers);
      }
    }

    /** Whether it is a virtual thread's continuation, and the pool's threads are the carriers. */
    public boolean isContinuation() {
      return className.equals("java.lang.VirtualThread");
    }

    /**
     * Whether the wait ends only when the task runs. Any thread may complete another future, or a
     * task of a {@code ForkJoinPool}.
     */
    public boolean onlyRun() {
      return !isContinuation()
          && !className.equals("java.util.concurrent.CompletableFuture$Signaller")
          && (className.equals("java.util.concurrent.FutureTask")
              || !pool.className().equals("java.util.concurrent.ForkJoinPool"));
    }

    /** No owners. */
    @Override
    public List<Owner> owners() {
      return List.of();
    }

    /** The class of its pool. */
    @Override
    public String name() {
      return pool.className();
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.queuedTask(this);
    }
  }

  /**
   * A class whose static initialiser is running.
   *
   * @param unknown why its initialiser could not be read, null if it was read or not looked for
   */
  record ClassInitialisation(
      ResourceId id, String className, @Nullable String unknown, List<Owner> owners)
      implements Resource {
    public ClassInitialisation {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.classInitialisation(this);
    }
  }

  /**
   * A pipe or named pipe at which a thread waits: until it has room for a write, or until it has
   * data to read.
   *
   * @param name as {@code /proc/PID/fd} shows it: {@code pipe:[INODE]}, a path
   * @param full whether a writer waits for room; else a reader waits for data
   * @param unknown why the process that must act is unknown, null if it is known
   */
  record Pipe(
      ResourceId id, String name, boolean full, @Nullable String unknown, List<Owner> owners)
      implements Resource {
    public Pipe {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.pipe(this);
    }
  }

  /**
   * The read end of a named pipe, which no process has open, and for which a thread waits that
   * opens the pipe to write.
   *
   * @param path the pipe's, as its process named it
   */
  record MissingReader(ResourceId id, String path) implements Resource {
    /** No owners: any process may open it. */
    @Override
    public List<Owner> owners() {
      return List.of();
    }

    /** The pipe's path. */
    @Override
    public String name() {
      return path;
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.missingReader(this);
    }
  }

  /**
   * A loopback connection of this machine at which a thread waits.
   *
   * @param name its own address and its peer's: {@code 127.0.0.1:40001 -> 127.0.0.1:8080}
   * @param full whether a writer waits for room; else a reader waits for data
   * @param unknown why the process that must act is unknown, null if it is known
   */
  record Socket(
      ResourceId id, String name, boolean full, @Nullable String unknown, List<Owner> owners)
      implements Resource {
    public Socket {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.socket(this);
    }
  }

  /**
   * A named semaphore that processes share, with no process left to release it, as far as is known.
   *
   * @param name its file's name in {@code /dev/shm}, without {@code sem.}; its address if the name
   *     could not be read
   * @param processes all processes that are known to have mapped it
   * @param unknown why a releaser may be left nevertheless, null if none is; no thread is reported
   *     to wait for an undecided semaphore
   */
  record SharedSemaphore(ResourceId id, String name, List<Long> processes, @Nullable String unknown)
      implements Resource {
    public SharedSemaphore {
      processes = List.copyOf(processes);
    }

    /** No owners: a semaphore does not record who has locked it. */
    @Override
    public List<Owner> owners() {
      return List.of();
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.sharedSemaphore(this);
    }
  }

  /**
   * A lock on a file, or on a part of one.
   *
   * @param kind {@code POSIX}, {@code FLOCK} or {@code OFDLCK}, as the kernel names them
   * @param file the file's path as the waiter has it open; device and inode if the path is unknown
   */
  record FileLock(ResourceId id, String kind, String file, List<Owner> owners) implements Resource {
    public FileLock {
      owners = List.copyOf(owners);
    }

    /** The file's name. */
    @Override
    public String name() {
      return file;
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.fileLock(this);
    }
  }

  /**
   * The end of a child process.
   *
   * @param child its pid
   */
  record ChildExit(ResourceId id, long child, List<Owner> owners) implements Resource {
    public ChildExit {
      owners = List.copyOf(owners);
    }

    @Override
    public <T> T accept(ResourceVisitor<T> visitor) {
      return visitor.childExit(this);
    }
  }
}
