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
 * Starts workers as the Wub Machine of 2012 did: this process is forked by {@code fork(2)}, and the
 * child goes on with a copy of its memory and of nothing else. There to reproduce what comes of it.
 *
 * <p>In the child no thread exists but the one that forked. Nobody collects its garbage: it must
 * come to its end within the space for new objects. Nobody compiles: its parent must have. What
 * another thread of the parent held at the instant of the fork, a lock of Java's, of HotSpot's or
 * of the C library's, is held for ever. So the parent plays all that a child will do beforehand,
 * collects its garbage before each fork, and the child switches its compilers off. What is left are
 * the locks.
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
   * All forks are made by one thread that never ends: the kernel kills a child whose parent's
   * thread ends, if it was told to kill it with its parent (prctl(2), {@code PR_SET_PDEATHSIG}).
   */
  private final ExecutorService forker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "forker");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Makes this process ready to be forked: remixes in it, for practice.
   *
   * @throws IOException the workers' directory can't be written, or the practice failed
   */
  public ForkedWorkers(WorkerSettings settings) throws IOException, InterruptedException {
    LOG.warn(
        "Workers are FORKED, with {} logging. This is there to show how that hangs: a child may wait"
            + " for ever for a lock that another thread held when it was forked. Use the start"
            + " method spawn for work.",
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
      throw new IOException("what a forked worker does failed in its parent already", e);
    }
    LibC.prctl(LibC.PR_SET_PDEATHSIG, 0, 0, 0, 0);
    LibC.getppid();
    LibC.dup2(-1, -1);
    Descriptors.rehearse();
    Directories.delete(scratch);
  }

  /** The parent's end of a connection whose other end is in the parent, too. */
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

  /** Ends a worker that nobody waits for any more. */
  private static void discard(FutureTask<ForkedWorker> fork) {
    try {
      fork.get().kill();
    } catch (InterruptedException | ExecutionException e) {
      LOG.warn("There is no worker to discard", e);
    }
  }

  /** Forks; in the child this does not return. */
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
