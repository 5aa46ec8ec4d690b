package io.wubdiag.samplehouse.attic;

import io.wubdiag.samplehouse.cellar.LooksUp;
import org.jspecify.annotations.Nullable;

/** Imports what lies below, which is allowed. */
public final class Roof {
  @Nullable LooksUp below;
}
