package io.wubdiag.samplehouse.circle;

import io.wubdiag.samplehouse.circle.room.Inside;
import org.jspecify.annotations.Nullable;

/** Imports its own sub-package, which imports it: a cycle below the first level. */
public final class Outside {
  @Nullable Inside inside;
}
