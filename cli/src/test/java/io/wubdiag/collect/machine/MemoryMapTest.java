package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.MemoryMap.Mapping;
import org.junit.jupiter.api.Test;

class MemoryMapTest {
  private static final String MAPS =
      """
      55d0c0000000-55d0c0001000 r--p 00000000 08:01 1 /opt/a program/bin/java
      7f10e4000000-7f10e4021000 r--p 00000000 08:01 22 /opt/jdk/lib/libjvm.so (deleted)
      7f10e4021000-7f10e4041000 rw-p 00000000 00:00 0\s
      7f10e4041000-7f10e4042000 rw-s 00000000 00:1b 241 /dev/shm/sem.mVIf2r (deleted)
      7ffd0b5e2000-7ffd0b603000 rw-p 00000000 00:00 0 [stack]
      """;

  @Test
  void parsesTheLinesThatAreWanted() {
    assertThat(MemoryMap.parse(MAPS, "/libjvm.so"))
        .containsExactly(
            new Mapping(0x7f10e4000000L, "08:01", "22", "/opt/jdk/lib/libjvm.so", true));
    assertThat(MemoryMap.parse(MAPS, "/dev/shm/sem."))
        .extracting(Mapping::path)
        .containsExactly("/dev/shm/sem.mVIf2r");
  }

  @Test
  void keepsBlanksInPaths() {
    assertThat(MemoryMap.parse(MAPS, "/bin/java"))
        .extracting(Mapping::path)
        .containsExactly("/opt/a program/bin/java");
  }

  @Test
  void findsNothingWhereThereIsNone() {
    assertThat(MemoryMap.parse(MAPS, "/libpython3.")).isEmpty();
    assertThat(MemoryMap.parse("", "/")).isEmpty();
    assertThat(MemoryMap.parse("no / line of this file", "/")).isEmpty();
  }
}
