package io.wubdiag;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds that {@code collect.machine} is the only door outside: nothing else in {@code collect}
 * opens a file, starts a process, reads the clock or sleeps.
 */
class DoorTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.wubdiag.collect");

  /** Classes that reach outside whatever is called. */
  private static final List<Class<?>> OUTSIDE =
      List.of(
          File.class,
          FileInputStream.class,
          FileOutputStream.class,
          FileReader.class,
          RandomAccessFile.class,
          FileChannel.class,
          SocketChannel.class,
          Files.class,
          ProcessBuilder.class,
          ProcessHandle.class);

  static List<ArchRule> rules() {
    return rules("io.wubdiag.collect..");
  }

  private static List<ArchRule> rules(String where) {
    ArchRule files =
        noClasses()
            .that()
            .resideInAPackage(where)
            .and()
            .resideOutsideOfPackage("io.wubdiag.collect.machine..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(OUTSIDE.toArray(Class<?>[]::new));
    return List.of(
        files,
        calls(where, System.class, "nanoTime|currentTimeMillis"),
        calls(where, Instant.class, "now"),
        calls(where, Thread.class, "sleep"),
        calls(where, Runtime.class, "exec"));
  }

  private static ArchRule calls(String where, Class<?> type, String methods) {
    return noClasses()
        .that()
        .resideInAPackage(where)
        .and()
        .resideOutsideOfPackage("io.wubdiag.collect.machine..")
        .should()
        .callCodeUnitWhere(target(owner(assignableTo(type))).and(target(nameMatching(methods))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isTheOnlyOne(ArchRule rule) {
    rule.check(CLASSES);
  }

  /** A rule that nothing breaks proves little, so here is something that breaks each. */
  @Test
  void isMissedWhereThereIsAnother() {
    JavaClasses intruder = new ClassFileImporter().importClasses(Intruder.class);
    for (ArchRule rule : rules("io.wubdiag")) {
      assertThat(rule.evaluate(intruder).hasViolation()).as(rule.getDescription()).isTrue();
    }
  }

  /** Does all that is forbidden. */
  @SuppressWarnings({"unused", "ReturnValueIgnored"})
  private static final class Intruder {
    void intrude() throws Exception {
      Files.exists(new File("/proc").toPath());
      System.nanoTime();
      Instant.now();
      Thread.sleep(1);
      Runtime.getRuntime().exec(new String[] {"true"});
    }
  }
}
