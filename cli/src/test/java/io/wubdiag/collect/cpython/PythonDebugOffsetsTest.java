package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonDebugOffsetsTest {
  private static final long RUNTIME = 0x5000_0000L;
  private static final PythonVersion V3_13_0 = new PythonVersion(0x030d00f0);
  private static final int FREE_THREADED = 2;
  private static final int SIZE_OF_CODE = 34;
  private static final int LINE_TABLE = 38;

  /** The offsets in a release build of CPython 3.13.0 on x86-64, behind its cookie. */
  private static final long[] OF_3_13_0 = {
    0x030d00f0,
    0,
    283320,
    608,
    632,
    194968,
    7272,
    7264,
    7344,
    7400,
    7656,
    7640,
    7648,
    16,
    7752,
    0,
    7768,
    7760,
    304,
    0,
    8,
    16,
    72,
    152,
    160,
    232,
    32,
    80,
    8,
    0,
    56,
    72,
    70,
    208,
    112,
    120,
    128,
    136,
    68,
    52,
    96,
    104,
    200,
    16,
    8,
    416,
    24,
    88,
    168,
    32,
    24,
    16,
    40,
    24,
    16,
    48,
    32,
    40,
    24,
    16,
    32,
    16,
    24,
    40,
    16,
    32,
    64,
    32,
    16,
    40,
    240,
    200
  };

  private final ByteBuffer words = words();

  @Test
  void agreeWithTheLayoutThatIsKnownOfARelease() throws UnreadableMemory {
    PythonLayout release = PythonLayout.of(13).orElseThrow();
    Map<String, Integer> offsets = read(V3_13_0);
    assertThat(offsets).hasSize(31).containsEntry("PyThreadState.current_frame", 72);
    assertThat(offsets)
        .allSatisfy((name, offset) -> assertThat(release.of(name)).as(name).isEqualTo(offset));
  }

  @Test
  void goBeforeThatLayout() throws UnreadableMemory {
    words.putLong(8 * LINE_TABLE, 200);
    PythonLayout layout = PythonLayout.of(13).orElseThrow().with(read(V3_13_0));
    assertThat(layout.of("PyCodeObject.co_linetable")).isEqualTo(200);
    assertThat(layout.of("rlockobject.rlock_owner")).isEqualTo(24);
  }

  @Test
  void areNotThoseOfAFreeThreadedBuild() {
    words.putLong(8 * FREE_THREADED, 1);
    assertRefused(V3_13_0, Outcome.UNSUPPORTED, "free-threaded build of CPython 3.13.0");
  }

  @Test
  void areOfTheVersionThatRuns() {
    assertRefused(new PythonVersion(0x030d01f0), Outcome.FAILED, "3.13.1 without offsets");
  }

  @Test
  void needTheirCookie() {
    words.putLong(0, 0);
    assertRefused(V3_13_0, Outcome.FAILED, "3.13.0 without offsets");
  }

  @Test
  void areWithinTheirStructs() {
    for (long size : new long[] {0, 100, -1, Long.MAX_VALUE}) {
      words.putLong(8 * SIZE_OF_CODE, size);
      assertRefused(V3_13_0, Outcome.FAILED, "is not within its struct");
    }
    words.putLong(8 * SIZE_OF_CODE, 208);
    words.putLong(8 * LINE_TABLE, -8);
    assertRefused(V3_13_0, Outcome.FAILED, "co_linetable is not within its struct");
  }

  private void assertRefused(PythonVersion version, Outcome outcome, String reason) {
    assertThatThrownBy(() -> read(version))
        .isInstanceOfSatisfying(
            UnreadableMemory.class, e -> assertThat(e.outcome()).isEqualTo(outcome))
        .hasMessageContaining(reason);
  }

  private Map<String, Integer> read(PythonVersion version) throws UnreadableMemory {
    Memory memory =
        (address, into, offset, length) ->
            words.get((int) (address - RUNTIME), into, offset, length);
    return PythonDebugOffsets.read(memory, RUNTIME, version);
  }

  private static ByteBuffer words() {
    ByteBuffer words = ByteBuffer.allocate(8 + 8 * OF_3_13_0.length).order(ByteOrder.LITTLE_ENDIAN);
    words.put("xdebugpy".getBytes(StandardCharsets.US_ASCII));
    for (long word : OF_3_13_0) {
      words.putLong(word);
    }
    return words;
  }
}
