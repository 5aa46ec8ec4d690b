/**
 * Evidence: each fact with where it was read and how to check it. May import the model and {@code
 * analyse.graph}.
 */
@NullMarked
package io.wubdiag.analyse.evidence;

import org.jspecify.annotations.NullMarked;
