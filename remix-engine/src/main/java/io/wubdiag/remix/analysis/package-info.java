/** From samples to tempo, beats, key, sections and loudness. May import {@code audio}. */
@NullMarked
package io.wubdiag.remix.analysis;

import org.jspecify.annotations.NullMarked;
