/**
 * The remix engine: a multi-process audio remixer, the workload that wubdiag looks into.
 *
 * <p>The packages below import downward only: {@code audio} &lt;- {@code analysis} &lt;- {@code
 * arrange} make a remix, and know nothing of processes; {@code rpc} and {@code log} carry calls and
 * log records between processes, and know nothing of songs; {@code worker} puts the two together;
 * {@code text} makes what strangers wrote safe to show; {@code job} keeps what was asked for;
 * {@code engine} has the workers do it; {@code web} and {@code cli} are its two faces; {@code
 * bench} measures the whole, and is imported by {@code cli} only.
 */
@NullMarked
package io.wubdiag.remix;

import org.jspecify.annotations.NullMarked;
