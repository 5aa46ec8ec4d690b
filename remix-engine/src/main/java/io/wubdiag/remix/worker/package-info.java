/**
 * Worker processes: how they start, and their calls in both directions. May import {@code arrange}
 * and what lies below it, {@code rpc} and {@code log}.
 */
@NullMarked
package io.wubdiag.remix.worker;

import org.jspecify.annotations.NullMarked;
