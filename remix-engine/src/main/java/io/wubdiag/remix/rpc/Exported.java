package io.wubdiag.remix.rpc;

/** An object that the peer may call. */
record Exported(RemoteInterface type, Object object) {}
