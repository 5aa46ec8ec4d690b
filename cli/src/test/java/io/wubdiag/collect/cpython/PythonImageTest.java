package io.wubdiag.collect.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.collect.machine.MemoryMap;
import io.wubdiag.collect.machine.MemoryMap.Mapping;
import java.util.List;
import org.junit.jupiter.api.Test;

class PythonImageTest {
  private static final String DEBIAN =
      """
      00400000-00420000 r--p 00000000 08:01 1 /usr/bin/python3.11
      00420000-00700000 r-xp 00020000 08:01 1 /usr/bin/python3.11
      7f10e0000000-7f10e0021000 rw-p 00000000 00:00 0\s
      7f10e4000000-7f10e4021000 r--p 00000000 08:01 2 /usr/lib/x86_64-linux-gnu/libc.so.6
      """;

  private static final String SHARED =
      """
      55d0c0000000-55d0c0001000 r--p 00000000 08:01 1 /opt/python/bin/python3.11
      7f10e4000000-7f10e4021000 r--p 00000000 08:01 2 /opt/python/lib/libpython3.11.so.1.0
      7f10e4021000-7f10e4041000 r-xp 00021000 08:01 2 /opt/python/lib/libpython3.11.so.1.0
      """;

  private static List<Mapping> map(String maps) {
    return MemoryMap.parse(maps, "/");
  }

  @Test
  void takesTheExecutableThatHasAllInIt() {
    assertThat(PythonImage.library(map(DEBIAN))).isNull();
    assertThat(PythonImage.program(map(DEBIAN), "/usr/bin/python3.11"))
        .isEqualTo(new PythonImage("/usr/bin/python3.11", 0x400000));
  }

  @Test
  void takesTheLibraryBeforeTheExecutable() {
    assertThat(PythonImage.library(map(SHARED)))
        .isEqualTo(new PythonImage("/opt/python/lib/libpython3.11.so.1.0", 0x7f10e4000000L));
  }

  @Test
  void findsNoneInOtherProcesses() {
    assertThat(PythonImage.program(map(DEBIAN), "/usr/bin/ruby")).isNull();
    assertThat(PythonImage.library(map(""))).isNull();
  }
}
