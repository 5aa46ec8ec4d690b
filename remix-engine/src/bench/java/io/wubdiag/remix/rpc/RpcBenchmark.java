package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.UnicastRemoteObject;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Calls a second, over a real socket between two ends in one JVM; beside them the JDK's own RMI
 * over loopback, with the same arguments. RMI has no one-way calls: what it is compared with there
 * is a call that returns nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class RpcBenchmark {
  /** The calls of a worker that tells how far it is. */
  public interface Progress {
    int progress(double share, String text);

    @OneWay
    void tell(double share, String text);
  }

  /** {@code Progress} for RMI. */
  public interface RmiProgress extends Remote {
    int progress(double share, String text) throws RemoteException;

    void tell(double share, String text) throws RemoteException;
  }

  private static final class Counting implements Progress, RmiProgress {
    private int count;

    @Override
    public int progress(double share, String text) {
      return ++count;
    }

    @Override
    public void tell(double share, String text) {
      count++;
    }
  }

  private static final String TEXT = "Arranging section 3 of 7";

  private final RmiProgress object = new Counting();
  private Connection server;
  private Connection client;
  private Progress progress;
  private RmiProgress rmi;

  @Setup
  public void connect() throws IOException {
    SocketPair sockets = SocketPair.open();
    server =
        Connection.over(sockets.first(), "the client")
            .export(Progress.class, new Counting())
            .open();
    client = Connection.over(sockets.second(), "the server").open();
    progress = client.proxy(Progress.class);
    System.setProperty("java.rmi.server.hostname", "127.0.0.1");
    rmi = (RmiProgress) UnicastRemoteObject.exportObject(object, 0);
  }

  @TearDown
  public void disconnect() throws IOException {
    client.close();
    server.close();
    UnicastRemoteObject.unexportObject(object, true);
  }

  @Benchmark
  public void oneWay() {
    progress.tell(0.5, TEXT);
  }

  @Benchmark
  public void oneWayByRmi() throws RemoteException {
    rmi.tell(0.5, TEXT);
  }

  @Benchmark
  public int roundTrip() {
    return progress.progress(0.5, TEXT);
  }

  @Benchmark
  public int roundTripByRmi() throws RemoteException {
    return rmi.progress(0.5, TEXT);
  }

  /** Runs all, and prints a table. The argument is how many seconds each may measure. */
  public static void main(String[] args) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(RpcBenchmark.class.getName())
            .verbosity(VerboseMode.SILENT)
            .warmupTime(TimeValue.seconds(2))
            .measurementTime(TimeValue.seconds(1))
            .measurementIterations(Integer.parseInt(args[0]))
            .build();
    double[] perSecond =
        new Runner(options)
            .run().stream().mapToDouble(r -> r.getPrimaryResult().getScore()).toArray();
    System.out.printf("%-12s %12s %12s %8s%n", "calls/s", "here", "RMI", "ratio");
    String[] names = {"one-way", "round trip"};
    for (int i = 0; i < names.length; i++) {
      double here = perSecond[2 * i];
      double there = perSecond[2 * i + 1];
      System.out.printf("%-12s %,12.0f %,12.0f %8.2f%n", names[i], here, there, here / there);
    }
  }
}
