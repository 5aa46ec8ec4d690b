/**
 * How a JVM can be asked: decided once and passed on. May import the model, {@code machine}, {@code
 * kernel}, {@code hotspot.vm} and {@code hotspot.memory}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.approach;

import org.jspecify.annotations.NullMarked;
