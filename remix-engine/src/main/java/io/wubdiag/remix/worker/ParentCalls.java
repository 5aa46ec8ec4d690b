package io.wubdiag.remix.worker;

/** What a worker tells its parent: called in the worker, it runs in the parent. */
interface ParentCalls {
  /**
   * The worker is ready for work. Told once.
   *
   * @param warmUp what it did to get warm, for people
   */
  void ready(String warmUp);
}
