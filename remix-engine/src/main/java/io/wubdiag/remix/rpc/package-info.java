/** Calls between processes over a socket. Imports nothing of ours. */
@NullMarked
package io.wubdiag.remix.rpc;

import org.jspecify.annotations.NullMarked;
