package io.wubdiag.samplehouse.cellar;

import io.wubdiag.samplehouse.attic.Roof;
import org.jspecify.annotations.Nullable;

/** Imports what lies above, which is forbidden: {@code LayersTest} has to see it. */
public final class LooksUp {
  @Nullable Roof above;
}
