package io.wubdiag.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.model.AgentChange;
import io.wubdiag.model.AgentChange.Kind;
import io.wubdiag.model.AgentVisit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentVisitTextTest {
  @Test
  void hasARowForEachProcessAndEachReasonOnce() {
    SnapshotBuilder tree = new SnapshotBuilder();
    Jvm engine = tree.jvm(4711, 1, "java", "-jar", "engine.jar");
    Jvm first = tree.jvm(4720, 4711, "java", "-jar", "engine.jar", "--worker");
    Jvm second = tree.jvm(4721, 4711, "java", "-jar", "engine.jar", "--worker");
    Jvm third = tree.jvm(4722, 4711, "java", "-jar", "engine.jar", "--worker");
    AgentChange attached =
        new AgentChange(
            Kind.ATTACHED,
            104,
            2210,
            3,
            2,
            List.of("com.acme.Odd"),
            Duration.ofMillis(412),
            Duration.ofMillis(31));
    String reason = "it is a forked copy\u001b[2J";

    assertThat(
            AgentVisitText.render(
                List.of(
                    new AgentVisit(engine.kernel(), attached, ""),
                    new AgentVisit(first.kernel(), AgentChange.NONE, ""),
                    new AgentVisit(second.kernel(), null, reason),
                    new AgentVisit(third.kernel(), null, reason)),
                100))
        .isEqualTo(
            """
              PID      CLASSES  PLACES  LOGGING  TIME    STOPPED  AGENT      COMMAND
              4711         104  2210    3        412 ms  31 ms    attached   java -jar engine.jar
              ├─ 4720        -  -       -        -       -        unchanged  java -jar engine.jar --worker
              ├─ 4721        -  -       -        -       -        failed     java -jar engine.jar --worker
              └─ 4722        -  -       -        -       -        failed     java -jar engine.jar --worker
              - 4711: 2 classes could not be instrumented and stayed unchanged: com.acme.Odd, …
              - 4721 and 4722: it is a forked copy\\u001b[2J
            """);
  }
}
