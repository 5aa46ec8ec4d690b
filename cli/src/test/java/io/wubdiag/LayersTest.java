package io.wubdiag;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the way of the data: packages import downward only. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.wubdiag");

  /** The command layer, {@code io.wubdiag.cli}, may import all and is in nobody's list. */
  @ParameterizedTest
  @CsvSource({
    "io.wubdiag.model,",
    "io.wubdiag.serviceability,",
    "io.wubdiag.collect, io.wubdiag.model..",
    "io.wubdiag.analyse, io.wubdiag.model..",
    "io.wubdiag.render,  io.wubdiag.model.."
  })
  void importsOnlyWhatLiesBelow(String layer, @Nullable String below) {
    String itself = layer + "..";
    String[] allowed = below == null ? new String[] {itself} : new String[] {itself, below};
    classes()
        .that()
        .resideInAPackage(itself)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("io.wubdiag..").or(resideInAnyPackage(allowed)))
        .check(CLASSES);
  }

  @Test
  void hasNoCycleOfLayers() {
    slices().matching("io.wubdiag.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void hasNoCycleOfPackages() {
    slices().matching("io.wubdiag.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
