package io.wubdiag.analyse.detect;

import io.wubdiag.model.Finding;
import java.util.List;

/**
 * Finds the causes of one kind in a snapshot. Its constructor takes what it looks at, so that one
 * serves for one snapshot.
 */
public interface Detector {
  /**
   * One finding for each cause.
   *
   * @param explained what was found before: this adds the threads that its own findings hold up
   */
  List<? extends Finding> find(Explained explained);
}
