package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
  @Test
  void leavesOutTheOptionsOfTheJvm() {
    assertThat(of("/opt/jdk/bin/java", "-Xmx1g", "-cp", "a.jar:b.jar", "com.acme.Main", "-v", "x"))
        .isEqualTo("java … com.acme.Main -v x");
    assertThat(of("java", "@options", "--add-opens", "a/b=c", "-jar", "engine.jar", "--port", "80"))
        .isEqualTo("java … -jar engine.jar --port 80");
    assertThat(of("java", "-p", "mods", "-m", "com.acme/com.acme.Main"))
        .isEqualTo("java … -m com.acme/com.acme.Main");
  }

  @Test
  void leavesOutTheDirectoriesOfAnyProgram() {
    assertThat(of("/usr/bin/python3", "/srv/serve.py", "-u")).isEqualTo("python3 /srv/serve.py -u");
    assertThat(of("java", "-jar", "engine.jar")).isEqualTo("java -jar engine.jar");
  }

  @Test
  void keepsWhatItCanNotTellApart() {
    assertThat(of("java", "-Xmx1g")).isEqualTo("java -Xmx1g");
    assertThat(of("java", "-cp")).isEqualTo("java -cp");
    assertThat(of("[kthreadd]")).isEqualTo("[kthreadd]");
    assertThat(of()).isEmpty();
  }

  private static String of(String... command) {
    return CommandText.of(List.of(command));
  }
}
