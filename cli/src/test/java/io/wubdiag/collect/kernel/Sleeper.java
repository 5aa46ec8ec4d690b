package io.wubdiag.collect.kernel;

/** A JVM that says {@code READY} and sleeps. */
final class Sleeper {
  public static void main(String[] args) throws InterruptedException {
    System.out.println("READY");
    Thread.sleep(Long.MAX_VALUE);
  }
}
