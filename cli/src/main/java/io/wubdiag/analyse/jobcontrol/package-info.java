/**
 * Processes that their terminal has stopped. May import the model, {@code analyse.graph}, {@code
 * analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.jobcontrol;

import org.jspecify.annotations.NullMarked;
