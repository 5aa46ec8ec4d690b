package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.rpc.Callback;

/** What a worker does when its parent asks: called in the parent, it runs in the worker. */
interface WorkerCalls {
  RemixResult remix(RemixRequest request, @Callback RemixListener listener)
      throws RemixFailedException, InterruptedException;
}
