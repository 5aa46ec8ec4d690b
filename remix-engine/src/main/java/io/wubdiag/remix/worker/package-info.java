/**
 * Worker processes: how they are started, what they are asked, what they tell meanwhile. May import
 * {@code arrange} and what lies below it, {@code rpc} and {@code log}.
 */
@NullMarked
package io.wubdiag.remix.worker;

import org.jspecify.annotations.NullMarked;
