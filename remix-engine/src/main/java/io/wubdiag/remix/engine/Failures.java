package io.wubdiag.remix.engine;

import io.wubdiag.remix.job.StoredJob;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides when to give a song up, and what to tell its sender. */
final class Failures {
  private Failures() {}

  /** Null if it may be tried again. */
  static @Nullable String ofSong(StoredJob job, String how, EngineOptions options) {
    int workers = job.crashes() + job.kills();
    if (job.crashes() < options.maxCrashes() && job.kills() < options.maxKills()) {
      return null;
    }
    return "That song didn't work: "
        + (workers == 1 ? "its worker " : workers + " workers failed on it. The last one ")
        + how
        + ".";
  }

  /** Null if it may be tried again. */
  static @Nullable String ofRestored(StoredJob job, boolean hasSong, EngineOptions options) {
    if (!hasSong) {
      return "That song didn't work: its file is gone.";
    }
    if (job.interruptions() < options.maxInterruptions()) {
      return null;
    }
    return "That song didn't work: the engine ended without notice "
        + job.interruptions()
        + " times while it was at it.";
  }

  static String ofTimeout(Duration limit) {
    return "That song didn't work: it took longer than the limit of "
        + limit.toSeconds()
        + " seconds.";
  }
}
