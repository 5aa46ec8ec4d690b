/**
 * Makes a remix from a song and its analysis. May import {@code audio}, {@code analysis} and {@code
 * text}.
 */
@NullMarked
package io.wubdiag.remix.arrange;

import org.jspecify.annotations.NullMarked;
