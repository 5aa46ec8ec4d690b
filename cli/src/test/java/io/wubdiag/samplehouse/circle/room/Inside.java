package io.wubdiag.samplehouse.circle.room;

import io.wubdiag.samplehouse.circle.Outside;
import org.jspecify.annotations.Nullable;

/** Imports the package that it lies in, and is imported by it. */
public final class Inside {
  @Nullable Outside outside;
}
