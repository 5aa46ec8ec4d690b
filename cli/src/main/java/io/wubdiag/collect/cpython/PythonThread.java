package io.wubdiag.collect.cpython;

import io.wubdiag.model.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a Python interpreter.
 *
 * @param ident its {@code threading.get_ident()}: the address of its {@code pthread_t}
 * @param namespaceTid its native id, as its process numbers it
 * @param name its name in the module {@code threading}, null if it has none there
 * @param frames its stack, innermost first
 * @param frameAddresses where the frames lie; fewer or more where some could not be read
 */
public record PythonThread(
    long ident,
    long namespaceTid,
    @Nullable String name,
    List<Frame> frames,
    List<Long> frameAddresses) {
  public PythonThread {
    frames = List.copyOf(frames);
    frameAddresses = List.copyOf(frameAddresses);
  }
}
