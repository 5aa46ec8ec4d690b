package io.wubdiag.render.words;

import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceVisitor;

/**
 * Names resources in sentences: by kind and class and, if asked for, so that one is told from
 * another of its kind. Some are by their name already.
 */
final class ResourceWords implements ResourceVisitor<String> {
  static final ResourceWords KIND = new ResourceWords(false);
  static final ResourceWords KIND_AND_IDENTITY = new ResourceWords(true);

  private final boolean withIdentity;

  private ResourceWords(boolean withIdentity) {
    this.withIdentity = withIdentity;
  }

  private String which(Resource resource) {
    return withIdentity ? ", " + SafeText.name(resource.id().identity()) : "";
  }

  @Override
  public String monitor(Resource.Monitor monitor) {
    String of =
        monitor.detail() == null
            ? Wording.a(Wording.className(monitor.className()))
            : "the class " + Wording.className(monitor.detail());
    return "the monitor of " + of + which(monitor);
  }

  @Override
  public String ownableSynchronizer(Resource.OwnableSynchronizer lock) {
    return Wording.a(lockClass(lock.className())) + which(lock);
  }

  @Override
  public String unownedSynchronizer(Resource.UnownedSynchronizer other) {
    return Wording.a(lockClass(other.className())) + which(other);
  }

  @Override
  public String nativeMutex(Resource.NativeMutex mutex) {
    return (mutex.name() == null
            ? "a native mutex"
            : "HotSpot's mutex " + Wording.className(mutex.name()))
        + which(mutex);
  }

  @Override
  public String vmOperation(Resource.VmOperation operation) {
    String name = Wording.className(operation.operation());
    if (operation.operation().indexOf(' ') >= 0) {
      return "the " + name; // words, not a name of HotSpot's
    }
    return isCollection(operation.operation())
        ? "a garbage collection (" + name + ")"
        : "the VM operation " + name;
  }

  @Override
  public String queuedTask(Resource.QueuedTask task) {
    return (task.isContinuation()
            ? "a carrier"
            : "a task in the queue of " + Wording.a(Wording.className(task.pool().className())))
        + which(task);
  }

  @Override
  public String classInitialisation(Resource.ClassInitialisation initialisation) {
    return "the initialisation of class " + Wording.className(initialisation.className());
  }

  @Override
  public String pipe(Resource.Pipe pipe) {
    String path = pipe.name().startsWith("/") ? " " + SafeText.name(pipe.name()) : "";
    return (pipe.full() ? "room in the full pipe" : "data from the empty pipe")
        + path
        + which(pipe);
  }

  @Override
  public String missingReader(Resource.MissingReader fifo) {
    return "a reader of the named pipe " + SafeText.name(fifo.path());
  }

  @Override
  public String socket(Resource.Socket socket) {
    return (socket.full() ? "room in the full connection " : "data from the connection ")
        + SafeText.name(socket.name());
  }

  @Override
  public String sharedSemaphore(Resource.SharedSemaphore semaphore) {
    return "the shared semaphore " + SafeText.name(semaphore.name());
  }

  @Override
  public String fileLock(Resource.FileLock lock) {
    return "the lock on the file " + SafeText.name(lock.file());
  }

  @Override
  public String childExit(Resource.ChildExit exit) {
    return "the end of its child, process " + exit.child();
  }

  private static boolean isCollection(String operation) {
    return operation.contains("Collect")
        || operation.contains("GC")
        || operation.contains("ConcMark");
  }

  /** A lock's own class, where the JDK's dumps name the synchronizer inside of it. */
  private static String lockClass(String name) {
    if (name.startsWith("java.util.concurrent.")) {
      for (String inner : new String[] {"$NonfairSync", "$FairSync", "$Sync"}) {
        if (name.endsWith(inner)) {
          return name.substring(0, name.length() - inner.length());
        }
      }
    }
    return Wording.className(name);
  }
}
