package io.wubdiag.remix.rpc;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A worker process: connects to the socket that it is given and does what it is asked. */
final class ChildProgram {
  private ChildProgram() {}

  interface Child {
    long pid();

    /** Calls back as often as it is told to. */
    int count(int times, @Callback Tally tally);

    /** Never returns. */
    void hang();

    /** Ends the process amid the call. */
    void exit(int code);
  }

  interface Tally {
    void one(int number);

    @OneWay
    void another(int number);
  }

  /** Is in the child. */
  private static final class Here implements Child {
    @Override
    public long pid() {
      return ProcessHandle.current().pid();
    }

    @Override
    public int count(int times, Tally tally) {
      for (int i = 0; i < times; i++) {
        tally.one(i);
        tally.another(i);
      }
      return times;
    }

    @Override
    public void hang() {
      while (true) {
        LockSupport.park();
      }
    }

    @Override
    public void exit(int code) {
      System.exit(code);
    }
  }

  public static void main(String[] args) throws Exception {
    SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(args[0])));
    Connection parent =
        Connection.over(socket, "the parent").export(Child.class, new Here()).open();
    parent.closed().join();
  }
}
