package io.wubdiag.remix.rpc;

/** An exported object: the peer may call it. */
record Exported(RemoteInterface type, Object object) {}
