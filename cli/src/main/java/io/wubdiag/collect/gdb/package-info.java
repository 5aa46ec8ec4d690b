/**
 * Asks gdb what stands in debug symbols. It is given a file, never a process. A part of the layer
 * {@code collect}: may import {@code model} and the layer's other packages.
 */
@NullMarked
package io.wubdiag.collect.gdb;

import org.jspecify.annotations.NullMarked;
