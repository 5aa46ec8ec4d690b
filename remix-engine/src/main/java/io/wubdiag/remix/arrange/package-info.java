/** From a song and its analysis to a remix. May import {@code audio} and {@code analysis}. */
@NullMarked
package io.wubdiag.remix.arrange;

import org.jspecify.annotations.NullMarked;
