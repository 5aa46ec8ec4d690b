/** Makes a remix from a song and its analysis. May import {@code audio} and {@code analysis}. */
@NullMarked
package io.wubdiag.remix.arrange;

import org.jspecify.annotations.NullMarked;
