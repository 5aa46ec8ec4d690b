/** Calls between processes over a socket. Imports no other package of the project. */
@NullMarked
package io.wubdiag.remix.rpc;

import org.jspecify.annotations.NullMarked;
