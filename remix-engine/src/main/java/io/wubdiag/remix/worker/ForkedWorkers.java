package io.wubdiag.remix.worker;

import com.sun.jna.Memory;
import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.files.Directories;
import io.wubdiag.remix.log.LogSink;
import io.wubdiag.remix.rpc.Connection;
import io.wubdiag.remix.rpc.SocketPair;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers as the Wub Machine of 2012 did: {@code fork(2)} copies this process, and the child
 * goes on with its memory but without its other threads. It exists to reproduce the hangs that
 * result.
 *
 * <p>The child has only the thread that forked. Without a collector, its garbage must fit into the
 * space for new objects. Without a compiler, it depends on what the parent has compiled. If another
 * thread held a lock at the instant of the fork, of Java, of HotSpot or of the C library, the lock
 * stays locked for ever. So the parent does everything once that a child will do, collects its
 * garbage before each fork, and the child turns its compilers off. Only the locks remain.
 */
public final class ForkedWorkers implements WorkerFactory {
  private static final Logger LOG = LoggerFactory.getLogger(ForkedWorkers.class);

  private final WorkerSettings settings;
  private final Remixer remixer;
  private final ForkedMain main;
  private final CompilerSwitch compilers;
  private final int parentPid = (int) ProcessHandle.current().pid();
  private final AtomicInteger numbers = new AtomicInteger();

  /**
   * One thread, which never ends, makes all forks: a child with {@code PR_SET_PDEATHSIG} (prctl(2))
   * is killed when the thread that forked it ends.
   */
  private final ExecutorService forker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "forker");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Prepares this process for forks: remixes in it as a warm-up.
   *
   * @throws IOException the workers' directory can't be written, or the practice failed
   */
  public ForkedWorkers(WorkerSettings settings) throws IOException, InterruptedException {
    LOG.warn(
        "Workers are FORKED, with {} logging. This mode shows how a fork hangs: a child may wait for"
            + " ever for a lock that another thread held at the fork. Use the start method spawn for"
            + " real work.",
        settings.childLogging().name().toLowerCase(Locale.ROOT));
    settings.prepareDirectories();
    this.settings = settings;
    this.remixer = settings.newRemixer();
    this.main = new ForkedMain(remixer, settings.childLogging());
    this.compilers = CompilerSwitch.find();
    rehearse();
  }

  private void rehearse() throws IOException, InterruptedException {
    Path scratch = Directories.create(settings.running().resolve("rehearsal"));
    WarmUp warmUp = WarmUp.run(remixer, scratch, settings.warmUp());
    LOG.info("Ready to fork after {}", warmUp.words());
    Connection.prepare(WorkerCalls.class, ParentCalls.class, LogSink.class);
    Path song = WarmUp.song(scratch);
    try (SocketPair pair = SocketPair.open()) {
      FutureTask<Void> child =
          new FutureTask<>(
              () -> {
                main.rehearse(pair.second(), scratch);
                return null;
              });
      new Thread(child, "rehearsal").start();
      Rehearsed worker = new Rehearsed();
      worker.start(pair::first, settings.startTimeout());
      worker.remix(
          new RemixRequest(
              "rehearsal",
              song.toString(),
              "practice",
              Style.DUBSTEP,
              scratch.resolve("practice.mp3").toString()),
          WarmUp.SILENT);
      worker.ended("was rehearsed");
      child.get();
    } catch (RemixFailedException | WorkerDiedException | ExecutionException e) {
      throw new IOException("the work of a forked worker failed in its parent", e);
    }
    LibC.prctl(LibC.PR_SET_PDEATHSIG, 0, 0, 0, 0);
    LibC.getppid();
    LibC.dup2(-1, -1);
    Descriptors.rehearse();
    Directories.delete(scratch);
  }

  /** The parent's end of a connection within the parent. */
  private static final class Rehearsed extends ConnectedWorker {
    Rehearsed() {
      super(0, ProcessHandle.current().pid());
    }

    @Override
    public boolean isReusable() {
      return false;
    }

    @Override
    public void kill() {}

    @Override
    void askToEnd() {}

    @Override
    String lastWords() {
      return "";
    }
  }

  @Override
  public Worker start() throws IOException, InterruptedException {
    int number = numbers.incrementAndGet();
    FutureTask<ForkedWorker> fork = new FutureTask<>(() -> fork(number));
    forker.execute(fork);
    try {
      ForkedWorker worker = fork.get();
      worker.start(worker::socket, settings.startTimeout());
      return worker;
    } catch (InterruptedException e) {
      forker.execute(() -> discard(fork));
      throw e;
    } catch (ExecutionException e) {
      throw new IOException("worker " + number + " can't be forked", e.getCause());
    }
  }

  /** Ends a worker that is no longer needed. */
  private static void discard(FutureTask<ForkedWorker> fork) {
    try {
      fork.get().kill();
    } catch (InterruptedException | ExecutionException e) {
      LOG.warn("There is no worker to discard", e);
    }
  }

  /** Forks. Does not return in the child. */
  private ForkedWorker fork(int number) throws IOException, InterruptedException {
    Path scratch = Directories.create(settings.running().resolve("worker-" + number));
    SocketPair pair = SocketPair.open();
    int socket = Descriptors.of(pair.second());
    int[] output = pipe();
    int nothing = LibC.open("/dev/null", LibC.O_CLOEXEC);
    InputStream read = new FileInputStream("/proc/self/fd/" + output[0]);
    int limit = Descriptors.limit();
    System.gc(); // what the child may still allocate is what is free now
    compilers.set(false);
    VmThreads.awaitRest();
    int pid = LibC.fork();
    if (pid == 0) {
      LibC.prctl(LibC.PR_SET_PDEATHSIG, LibC.SIGKILL, 0, 0, 0);
      if (LibC.getppid() == parentPid) {
        LibC.dup2(nothing, 0);
        LibC.dup2(output[1], 1);
        LibC.dup2(output[1], 2);
        child(pair.second(), socket, limit, scratch);
      }
      LibC._exit(0);
    }

    compilers.set(true);
    LibC.close(output[0]);
    LibC.close(output[1]);
    LibC.close(nothing);
    pair.second().close();
    if (pid < 0) {
      pair.close();
      read.close();
      throw new IOException("fork failed");
    }
    return new ForkedWorker(number, pid, scratch, pair.first(), read);
  }

  private void child(SocketChannel channel, int socket, int limit, Path scratch) {
    try {
      Descriptors.closeInherited(limit, socket, settings.childLogging() == ChildLogging.INHERITED);
      main.serve(channel, scratch);
    } catch (Throwable e) {
      e.printStackTrace(); // stderr is the parent's to log
      LibC._exit(1);
    }
  }

  private static int[] pipe() throws IOException {
    try (Memory ends = new Memory(2 * Integer.BYTES)) {
      if (LibC.pipe2(ends, LibC.O_CLOEXEC) != 0) {
        throw new IOException("no pipe: there are too many open files");
      }
      return ends.getIntArray(0, 2);
    }
  }
}
