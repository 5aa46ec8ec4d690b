/**
 * The log of all processes: workers forward their records. May import {@code rpc} and {@code text}.
 */
@NullMarked
package io.wubdiag.remix.log;

import org.jspecify.annotations.NullMarked;
