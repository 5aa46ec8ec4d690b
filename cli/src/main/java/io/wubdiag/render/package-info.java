/**
 * A report as text or JSON; knows nothing of how it was had. May import the model and {@code
 * words}.
 */
@NullMarked
package io.wubdiag.render;

import org.jspecify.annotations.NullMarked;
