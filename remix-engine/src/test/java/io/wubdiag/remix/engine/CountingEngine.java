package io.wubdiag.remix.engine;

import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.worker.RemixRequest;
import io.wubdiag.remix.worker.RemixResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program: an engine to be killed. Accepts songs one after the other and prints the id of each
 * once it is acknowledged; its workers take some milliseconds for each, in several pieces.
 */
final class CountingEngine {
  private CountingEngine() {}

  public static void main(String[] arguments) throws Exception {
    EngineOptions options =
        EngineOptions.in(Path.of(arguments[0]))
            .withWorkers(2)
            .withMayWait(3)
            .withPatience(2, 6, 1000);
    AtomicInteger count = new AtomicInteger();
    Engine engine = new Engine(options, new FakeWorkers(CountingEngine::remix));
    System.out.println("READY");
    while (true) {
      String song = arguments[1] + "-" + count.incrementAndGet();
      Path upload = Files.writeString(engine.uploads().resolve(song), song);
      try {
        String id = engine.submit(upload, song, Style.DUBSTEP).job().id();
        System.out.println(id + " " + song);
      } catch (QueueFullException e) {
        Files.delete(upload);
        Thread.sleep(1);
      }
    }
  }

  /** Makes the same bytes of the same song each time: the song, twenty times. */
  static RemixResult remix(FakeWorkers.FakeWorker worker, RemixRequest request, RemixListener told)
      throws IOException, InterruptedException {
    byte[] song = Files.readAllBytes(Path.of(request.song()));
    Path output = Path.of(request.output());
    Files.write(output, new byte[0]);
    for (int i = 1; i <= 20; i++) {
      Files.write(output, song, StandardOpenOption.APPEND);
      told.audible((long) i * song.length);
      told.progress(i / 20.0, "Section " + i);
      Thread.sleep(ThreadLocalRandom.current().nextInt(3));
    }
    return new RemixResult(20L * song.length, 1, request.name());
  }
}
