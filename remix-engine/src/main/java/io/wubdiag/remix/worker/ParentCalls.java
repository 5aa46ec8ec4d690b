package io.wubdiag.remix.worker;

/** The calls from a worker to its parent: called in the worker, they run in the parent. */
interface ParentCalls {
  /**
   * The worker is ready. Called once.
   *
   * @param warmUp what it did to get warm, for people
   */
  void ready(String warmUp);
}
