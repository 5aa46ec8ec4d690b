package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.log.LogSink;
import io.wubdiag.remix.log.WorkerLog;
import io.wubdiag.remix.rpc.Connection;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.event.Level;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A spawned worker's process. */
final class SpawnedMain {
  private SpawnedMain() {}

  /**
   * Works until the parent is gone.
   *
   * @param args its number, the parent's socket, a directory of its own, the class that remixes,
   *     the log's level, how long to practise
   */
  public static void main(String[] args) throws Exception {
    endWithStdin();
    leaveInterruptsToParent();
    Path scratch = Path.of(args[2]);
    Remixer remixer = remixer(args[3]);
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[1]));
    CompletableFuture<WorkerLog> log = new CompletableFuture<>();
    Connection parent =
        Connection.over(channel, "parent of worker " + args[0])
            .export(WorkerCalls.class, new RemixDuty(remixer, scratch, () -> log.join().flush()))
            .open();
    log.complete(WorkerLog.forwardTo(parent.proxy(LogSink.class), Level.valueOf(args[4])));
    WarmUp warmUp = WarmUp.run(remixer, scratch, Duration.parse(args[5]));
    parent.proxy(ParentCalls.class).ready(warmUp.words());
    parent.closed().join();
    Runtime.getRuntime().halt(0);
  }

  /**
   * Ignores Ctrl-C, which the terminal sends to all its processes: the parent decides what happens.
   */
  private static void leaveInterruptsToParent() {
    Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
  }

  private static Remixer remixer(String className) throws ReflectiveOperationException {
    return Class.forName(className)
        .asSubclass(Remixer.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /** Ends the process at the end of stdin: the parent is gone. */
  private static void endWithStdin() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // the parent sends nothing
                }
              } catch (IOException e) {
                // counts as the end
              }
              Runtime.getRuntime().halt(0);
            },
            "parent watch");
    watch.setDaemon(true);
    watch.start();
  }
}
