package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a thread can wait for. */
public sealed interface Resource {
  ResourceId id();

  /** Who could free it, as far as that is known. */
  List<Owner> owners();

  /**
   * The class of the object or, of an initialisation, the class that is initialised; null for what
   * is no object.
   */
  default @Nullable String className() {
    return null;
  }

  /**
   * What else tells what it is: the class that a {@code Class} object stands for, HotSpot's name, a
   * path; null for nothing.
   */
  default @Nullable String name() {
    return null;
  }

  <T> T accept(ResourceVisitor<T> visitor);

  /** The same with these owners; of a kind that has none, this. */
  default Resource withOwners(List<Owner> owners) {
    return accept(new ResourceCopy(id(), owners));
  }

  /** The same by another name. */
  default Resource withId(ResourceId id) {
    return accept(new ResourceCopy(id, owners()));
  }

  /**
   * An object that threads are parked at, without owners. Most sources give the name of its class
   * only, and that of a superclass never.
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

    /** Whether a class of that name is one of the JDK's own that set their owner. */
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
   * What a thread parks on or waits at without there being an owner: a condition, a latch, a queue,
   * an {@code Object.wait()}.
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
   * @param name HotSpot's name of it ({@code Compile_lock}), null for any other one
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
   * Work that a thread has asked the JVM's own threads to do: a collection, a safepoint, a
   * handshake.
   *
   * @param operation what, in HotSpot's words as far as known ({@code G1CollectForAllocation},
   *     {@code safepoint})
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
   * A task that lies in the queue of a thread pool, until a thread of that is free. It has no
   * owner: any thread of the pool could run it.
   *
   * @param className the class of the object that is parked on until the task has been run
   */
  record QueuedTask(ResourceId id, String className, Pool pool) implements Resource {

    /**
     * The pool.
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

    /** Whether it is a virtual thread's own, and the pool's threads are the carriers. */
    public boolean isContinuation() {
      return className.equals("java.lang.VirtualThread");
    }

    /**
     * Whether the wait ends by the task's being run only; anyone may complete another future, and a
     * task of a {@code ForkJoinPool}.
     */
    public boolean onlyRun() {
      return !isContinuation()
          && !className.equals("java.util.concurrent.CompletableFuture$Signaller")
          && (className.equals("java.util.concurrent.FutureTask")
              || !pool.className().equals("java.util.concurrent.ForkJoinPool"));
    }

    /** None. */
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
   * A class whose static initialiser is being run.
   *
   * @param unknown why it could not be read who runs it, null if that was read or not looked for
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
   * A pipe, or a named one, that a thread waits at: until it has room for what is to be written, or
   * until there is something to read.
   *
   * @param name as {@code /proc/PID/fd} shows it: {@code pipe:[INODE]}, a path
   * @param full whether a writer waits for room; else a reader waits for what is to come
   * @param unknown why it is not known who has to act, null if it is known
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
   * The reading end of a named pipe that nobody has open, and that a thread waits for which opens
   * it to write.
   *
   * @param path the pipe's, as its process named it
   */
  record MissingReader(ResourceId id, String path) implements Resource {
    /** None: anyone may open it. */
    @Override
    public List<Owner> owners() {
      return List.of();
    }

    /** Its path. */
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
   * A connection over the loopback interface of this machine that a thread waits at.
   *
   * @param name its own address and its peer's: {@code 127.0.0.1:40001 -> 127.0.0.1:8080}
   * @param full whether a writer waits for room; else a reader waits for what is to come
   * @param unknown why it is not known who has to act, null if it is known
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
   * A named semaphore that processes share, and that none of them is left to release, as far as is
   * known.
   *
   * @param name as its file in {@code /dev/shm} was called, without {@code sem.}; its address where
   *     that could not be read
   * @param processes all that are known to have it in their memory
   * @param unknown why somebody may be left all the same, null if nobody is; no thread is said to
   *     wait for such a one
   */
  record SharedSemaphore(ResourceId id, String name, List<Long> processes, @Nullable String unknown)
      implements Resource {
    public SharedSemaphore {
      processes = List.copyOf(processes);
    }

    /** None: it does not know who has locked it. */
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
   * @param file the file's path as the waiter has it open; device and inode where that is not known
   */
  record FileLock(ResourceId id, String kind, String file, List<Owner> owners) implements Resource {
    public FileLock {
      owners = List.copyOf(owners);
    }

    /** The file. */
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
