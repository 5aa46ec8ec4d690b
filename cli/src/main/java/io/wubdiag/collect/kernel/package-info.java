/**
 * What the kernel tells of processes, from the files under {@code /proc}. Disturbs nobody. May
 * import the model and {@code collect}.
 */
@NullMarked
package io.wubdiag.collect.kernel;

import org.jspecify.annotations.NullMarked;
