/** What all detectors have in common. May import the model and {@code analyse.graph}. */
@NullMarked
package io.wubdiag.analyse.detect;

import org.jspecify.annotations.NullMarked;
