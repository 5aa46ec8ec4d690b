/** A report as text or JSON; knows nothing of how it was had. May import the model only. */
@NullMarked
package io.wubdiag.render;

import org.jspecify.annotations.NullMarked;
