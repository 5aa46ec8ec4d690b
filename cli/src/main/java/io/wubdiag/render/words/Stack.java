package io.wubdiag.render.words;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack that a finding shows.
 *
 * @param marked the frame to look at, null for none
 * @param about of the locks that frames hold, those to be named
 * @param instead what to say where there are no frames
 */
public record Stack(
    String heading,
    List<Frame> frames,
    @Nullable Frame marked,
    List<ResourceId> about,
    String instead) {
  public Stack {
    frames = List.copyOf(frames);
    about = List.copyOf(about);
  }

  /** A thread's. */
  static Stack of(
      String heading, ThreadSnapshot thread, @Nullable Frame marked, List<ResourceId> about) {
    boolean java = !thread.virtual() && thread.state() != null;
    String instead = java ? "no Java frames" : "its stack was not read";
    return new Stack(heading, thread.frames(), marked, about, instead);
  }
}
