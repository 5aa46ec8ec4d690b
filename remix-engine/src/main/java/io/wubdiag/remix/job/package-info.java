/**
 * The jobs, saved so that they outlive the engine. May import {@code arrange}, for the style, and
 * {@code text}.
 */
@NullMarked
package io.wubdiag.remix.job;

import org.jspecify.annotations.NullMarked;
