package io.wubdiag.remix.engine;

import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.worker.RemixFailedException;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.RemixResult;
import io.wubdiag.remix.worker.Worker;
import io.wubdiag.remix.worker.WorkerDiedException;
import io.wubdiag.remix.worker.WorkerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Workers in this process, which do what a script says. */
final class FakeWorkers implements WorkerFactory {
  /** What a worker does with a song. */
  interface Script {
    RemixResult remix(FakeWorker worker, RemixRequest request, RemixListener listener)
        throws RemixFailedException, WorkerDiedException, InterruptedException, IOException;
  }

  private final AtomicInteger count = new AtomicInteger();
  private final boolean reusable;
  private final Script script;

  /** All that were ever started. */
  final List<FakeWorker> started = new CopyOnWriteArrayList<>();

  FakeWorkers(Script script) {
    this(true, script);
  }

  FakeWorkers(boolean reusable, Script script) {
    this.reusable = reusable;
    this.script = script;
  }

  @Override
  public Worker start() throws IOException, InterruptedException {
    FakeWorker worker = new FakeWorker(count.incrementAndGet());
    started.add(worker);
    return worker;
  }

  /** Makes the remix of a song, which is the song three times, in pieces of a few bytes. */
  static RemixResult remix(RemixRequest request, RemixListener listener) throws IOException {
    byte[] song = Files.readAllBytes(Path.of(request.song()));
    Path output = Path.of(request.output());
    Files.write(output, new byte[0]);
    for (int i = 1; i <= 3; i++) {
      listener.progress(i / 4.0, "Arranging section " + i + " of 3");
      Files.write(output, song, StandardOpenOption.APPEND);
      listener.audible((long) i * song.length);
    }
    return new RemixResult(3L * song.length, 3, request.name() + " (Wub Machine Remix)");
  }

  final class FakeWorker implements Worker {
    private final int number;
    private final CompletableFuture<String> exit = new CompletableFuture<>();

    FakeWorker(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public long pid() {
      return 1_000_000_000 + number;
    }

    @Override
    public boolean isAlive() {
      return !exit.isDone();
    }

    @Override
    public boolean isReusable() {
      return reusable;
    }

    @Override
    public CompletableFuture<String> exit() {
      return exit;
    }

    @Override
    public RemixResult remix(RemixRequest request, RemixListener listener)
        throws RemixFailedException, WorkerDiedException, InterruptedException {
      try {
        RemixResult result = script.remix(this, request, listener);
        if (exit.isDone()) {
          throw new WorkerDiedException("worker " + number + " " + exit.join());
        }
        return result;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits for something, or until this worker is killed. */
    <T> T await(CompletableFuture<T> something) throws WorkerDiedException, InterruptedException {
      CompletableFuture<Object> first = CompletableFuture.anyOf(something, exit);
      try {
        first.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
      if (!something.isDone()) {
        throw new WorkerDiedException("worker " + number + " " + exit.join());
      }
      return something.join();
    }

    /** Ends in its own way. */
    WorkerDiedException die(String how) {
      exit.complete(how);
      return new WorkerDiedException("worker " + number + " " + how);
    }

    @Override
    public void kill() {
      exit.complete("was killed by SIGKILL");
    }

    @Override
    public void close() {
      exit.complete("exited with code 0");
    }
  }
}
