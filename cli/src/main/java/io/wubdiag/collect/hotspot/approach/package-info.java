/**
 * How a JVM can be asked: decided once and handed on. May import the model, {@code kernel} and
 * {@code hotspot.vm}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.approach;

import org.jspecify.annotations.NullMarked;
