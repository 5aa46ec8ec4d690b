package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.Source;
import io.wubdiag.model.SurveyedProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurveyTextTest {
  private static final String FORKED = "it is a forked copy, without the threads that would answer";

  @Test
  void showsHowEachProcessCanBeAsked() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm engine = tree.jvm(4711, 1, "/opt/jdk/bin/java", "-Xmx1g", "-jar", "engine.jar");
    Jvm first = tree.jvm(4720, 4711, "java", "-jar", "engine.jar", "--worker", "\u001b[2J");
    Jvm second = tree.jvm(4721, 4711, "java", "-jar", "engine.jar", "--worker", "2");
    Jvm shell = tree.jvm(4722, 4721, "/bin/sh", "-c", "convert");

    assertThat(
            SurveyText.render(
                List.of(
                    new SurveyedProcess(engine.kernel(), jvm(false), Source.ATTACH, "", 24),
                    new SurveyedProcess(first.kernel(), jvm(true), Source.MEMORY, FORKED, 15),
                    new SurveyedProcess(second.kernel(), jvm(true), Source.MEMORY, FORKED, 15),
                    new SurveyedProcess(shell.kernel(), null, Source.KERNEL, "", 1)),
                80))
        .isEqualTo(
            """
              PID         THREADS  ASK BY  JVM                COMMAND
              4711             24  attach  17.0.15+6          java … -jar engine.jar
              ├─ 4720          15  memory  17.0.15+6, forked  java -jar engine.jar --worker…
              └─ 4721          15  memory  17.0.15+6, forked  java -jar engine.jar --worker…
                 └─ 4722        1  kernel  -                  sh -c convert
              - 4720 and 4721: it is a forked copy, without the threads that would answer
            """);
  }

  private static JvmFacts jvm(boolean forked) {
    JvmFacts.Fork fork = forked ? new JvmFacts.Fork(4711, null, List.of()) : null;
    return new JvmFacts("17.0.15+6", "/opt/jdk", fork, null);
  }
}
