package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.rpc.Callback;

/** The calls from a parent to its worker: called in the parent, they run in the worker. */
interface WorkerCalls {
  RemixResult remix(RemixRequest request, @Callback RemixListener listener)
      throws RemixFailedException, InterruptedException;
}
