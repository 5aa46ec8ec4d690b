package io.wubdiag.remix;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds what the packages' descriptions say that each may import. */
class RemixLayersTest {
  private static final String ROOT = "io.wubdiag.remix.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.wubdiag.remix");

  /** The package {@code cli} may import all and is in nobody's list. */
  @ParameterizedTest
  @CsvSource({
    "text,",
    "audio,         text",
    "analysis,      audio",
    "arrange.synth, audio",
    "arrange,       audio analysis text",
    "files,",
    "rpc,",
    "log,           rpc text",
    "worker,        audio analysis arrange files rpc log",
    "job,           arrange files text",
    "engine,        analysis arrange log worker job text",
    "web,           analysis arrange engine job text",
    "bench,         audio analysis arrange rpc log worker job engine web"
  })
  void importsOnlyWhatLiesBelow(String layer, @Nullable String below) {
    String[] allowed =
        Stream.concat(
                Stream.of(layer), below == null ? Stream.empty() : Stream.of(below.split(" ")))
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + layer + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("io.wubdiag.remix..").or(resideInAnyPackage(allowed)))
        .check(CLASSES);
  }

  @Test
  void asksWubdiagInTheEngineOnly() {
    classes()
        .that()
        .resideInAnyPackage(
            ROOT + "audio..",
            ROOT + "analysis..",
            ROOT + "arrange..",
            ROOT + "files..",
            ROOT + "text..",
            ROOT + "rpc..",
            ROOT + "log..",
            ROOT + "worker..",
            ROOT + "job..",
            ROOT + "web..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("io.wubdiag..").or(resideInAnyPackage("io.wubdiag.remix..")))
        .check(CLASSES);
  }

  @Test
  void hasNoCycleOfPackages() {
    slices().matching("io.wubdiag.remix.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
