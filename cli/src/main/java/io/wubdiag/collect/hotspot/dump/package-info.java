/**
 * One thread dump, and what all steps over it have in common. May import the model, {@code machine}
 * and {@code hotspot.memory}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.dump;

import org.jspecify.annotations.NullMarked;
