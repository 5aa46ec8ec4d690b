/**
 * Sounds by calculation: oscillators, filter, drums, bass. Imports {@code audio} only, for the
 * sample rate.
 *
 * <p>All of it gives the same samples on every run of every JVM: noise has a seed, arithmetic is
 * strict since Java 17, and what goes beyond it is {@link StrictMath}'s, since {@link Math}'s sines
 * and powers may differ between the interpreter and the compilers.
 */
@NullMarked
package io.wubdiag.remix.arrange.synth;

import org.jspecify.annotations.NullMarked;
