/**
 * What a snapshot can not tell: which verdict could not be decided for which process, and why. May
 * import the model only.
 */
@NullMarked
package io.wubdiag.analyse.open;

import org.jspecify.annotations.NullMarked;
