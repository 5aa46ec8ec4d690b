package io.wubdiag.serviceability;

import java.io.IOException;

/**
 * Ends this program when its standard input ends: whoever started it is gone. A class and no
 * lambda, which would cost more at the start than all it does.
 */
final class InputWatch extends Thread {
  private static final long GRACE_MILLIS = 1000;

  InputWatch() {
    super("end of input");
  }

  @Override
  public void run() {
    try {
      while (System.in.read() >= 0) {
        // nothing is expected
      }
    } catch (IOException e) {
      // as good as its end
    }
    new Halt().start();
    System.exit(1);
  }

  /**
   * Ends it for good. An orderly end detaches from the process and can wait for ever, for a task of
   * it that does not come to a stop; the kernel lets go of it when we are gone.
   */
  private static final class Halt extends Thread {
    Halt() {
      super("halt");
    }

    @Override
    public void run() {
      try {
        sleep(GRACE_MILLIS);
      } catch (InterruptedException e) {
        // nobody interrupts; and it ends all the same
      }
      Runtime.getRuntime().halt(1);
    }
  }
}
