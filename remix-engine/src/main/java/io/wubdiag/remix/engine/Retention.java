package io.wubdiag.remix.engine;

import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes ended jobs that are too old, or whose files together are too large. */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final EngineOptions options;
  private final JobStore store;
  private final JobFiles files;

  Retention(EngineOptions options, JobStore store, JobFiles files) {
    this.options = options;
    this.store = store;
    this.files = files;
  }

  void apply() throws IOException {
    List<StoredJob> finished = store.finished();
    Instant oldest = Instant.now().minus(options.keepFor());
    long kept = 0;
    for (int i = finished.size() - 1; i >= 0; i--) {
      StoredJob job = finished.get(i);
      String id = job.job().id();
      kept += files.size(id);
      if (Objects.requireNonNull(job.finished()).isBefore(oldest) || kept > options.keepBytes()) {
        // Delete the row first: a directory without a row is deleted at the next start.
        store.delete(id);
        files.delete(id);
        LOG.info("Job {} is no longer kept", id);
      }
    }
  }
}
