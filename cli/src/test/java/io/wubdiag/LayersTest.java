package io.wubdiag;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the way of the data: packages import downward only. */
class LayersTest {
  private static final House HOUSE =
      House.of(
          "io.wubdiag",
          """
          agent..:
          model..:
          serviceability:
          collect.machine: model..
          collect.tree: model..
          collect.kernel: model.. collect.machine
          collect.elf: collect.machine
          collect.libc: model.. collect.machine collect.kernel
          collect.idle: model.. collect.machine collect.kernel collect.tree
          collect.ipc: model.. collect.machine collect.kernel collect.tree collect.idle
          collect.cpython: model.. collect.machine collect.kernel collect.elf collect.tree
            collect.idle
          collect.hotspot.vm: model.. collect.machine collect.elf
          collect.hotspot.memory: model.. collect.machine collect.kernel collect.elf collect.libc
            collect.hotspot.vm
          collect.hotspot.approach: model.. collect.machine collect.kernel collect.hotspot.vm
            collect.hotspot.memory
          collect.hotspot.dump: model.. collect.machine collect.hotspot.memory
          collect.hotspot.attach: model.. collect.machine collect.kernel collect.idle
            collect.hotspot.dump
          collect.hotspot.serviceability: model.. collect.machine collect.kernel collect.elf
            collect.hotspot.dump
          collect.hotspot.jfr: model.. collect.machine
          collect.hotspot.enrich: model.. collect.machine collect.kernel collect.libc collect.idle
            collect.hotspot.vm collect.hotspot.memory collect.hotspot.approach collect.hotspot.dump
          collect.hotspot.sampling: model.. collect.machine collect.kernel collect.idle
            collect.hotspot.vm collect.hotspot.memory collect.hotspot.dump collect.hotspot.enrich
          collect.hotspot: model.. collect.machine collect.kernel collect.idle
            collect.hotspot.memory collect.hotspot.approach collect.hotspot.dump
            collect.hotspot.attach collect.hotspot.serviceability collect.hotspot.jfr
            collect.hotspot.enrich collect.hotspot.sampling
          collect: model.. collect.machine collect.kernel collect.tree collect.idle collect.ipc
            collect.cpython collect.hotspot.memory collect.hotspot.approach
            collect.hotspot.serviceability collect.hotspot
          instrument: model.. collect.machine collect.kernel collect.hotspot.vm
            collect.hotspot.memory collect.hotspot.approach collect.hotspot.attach
          jfr: model.. collect.machine collect.kernel collect.hotspot.approach
            collect.hotspot.attach collect.hotspot.jfr
          analyse.graph: model..
          analyse.evidence: model.. analyse.graph
          analyse.detect: model.. analyse.graph
          analyse.forkinherited analyse.deadlock analyse.orphanedlock analyse.starvedpool
            analyse.jobcontrol analyse.stopped analyse.blockedsink analyse.blockedpeer analyse.stranded analyse.knot
            analyse.spinning analyse.inversion analyse.contended: model.. analyse.graph
            analyse.evidence analyse.detect
          analyse.open: model..
          analyse: model.. analyse.graph analyse.evidence analyse.detect
            analyse.forkinherited analyse.deadlock analyse.orphanedlock analyse.starvedpool
            analyse.jobcontrol analyse.stopped analyse.blockedsink analyse.blockedpeer analyse.stranded analyse.knot
            analyse.spinning analyse.inversion analyse.contended analyse.open
          render.words: model..
          render: model.. render.words
          .: model.. analyse.inversion analyse collect collect.kernel collect.machine
          cli: all
          """);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.wubdiag");

  static Set<String> rooms() {
    return HOUSE.rooms().keySet();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void importsOnlyWhatLiesBelow(String room) {
    HOUSE.importsOnlyWhatLiesBelow(room).check(CLASSES);
  }

  @Test
  void hasARoomForEachClass() {
    HOUSE.hasARoomForEachClass().check(CLASSES);
  }

  @Test
  void hasNoCycleOfLayers() {
    slices().matching("io.wubdiag.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void hasNoCycleOfPackages() {
    HOUSE.hasNoCycleOfPackages().check(CLASSES);
  }

  /** Tests the rules: each fails on the sample house, which breaks each rule once. */
  @Nested
  class Rules {
    private static final String SAMPLE = "io.wubdiag.samplehouse";

    private final House house =
        House.of(SAMPLE, "cellar:\nattic: cellar\ncircle:\ncircle.room: circle");
    private final JavaClasses classes = new ClassFileImporter().importPackages(SAMPLE);

    @Test
    void failForAnImportThatGoesUp() {
      assertThat(failure(house.importsOnlyWhatLiesBelow(SAMPLE + ".cellar")))
          .contains("samplehouse.cellar.LooksUp", "samplehouse.attic.Roof");
    }

    @Test
    void failForAnImportOfAPackageBelowItself() {
      assertThat(failure(house.importsOnlyWhatLiesBelow(SAMPLE + ".circle")))
          .contains("samplehouse.circle.Outside", "samplehouse.circle.room.Inside");
    }

    @Test
    void passForAnImportThatGoesDown() {
      assertThat(failure(house.importsOnlyWhatLiesBelow(SAMPLE + ".attic"))).isEmpty();
      assertThat(failure(house.hasARoomForEachClass())).isEmpty();
    }

    @Test
    void failForAClassWithoutARoom() {
      assertThat(failure(House.of(SAMPLE, "attic:\ncircle..:").hasARoomForEachClass()))
          .contains("samplehouse.cellar.LooksUp")
          .doesNotContain("samplehouse.attic.Roof");
    }

    @Test
    void failForCyclesAtAnyDepth() {
      assertThat(failure(house.hasNoCycleOfPackages()))
          .contains("Slice attic ->", "Slice cellar ->", "Slice circle ->", "Slice circle.room ->");
    }

    @Test
    void holdForEachRoomOfALine() {
      House both = House.of(SAMPLE, "attic:\ncellar circle: attic");
      assertThat(failure(both.importsOnlyWhatLiesBelow(SAMPLE + ".cellar"))).isEmpty();
      assertThat(failure(both.importsOnlyWhatLiesBelow(SAMPLE + ".circle")))
          .contains("samplehouse.circle.Outside", "samplehouse.circle.room.Inside");
    }

    @Test
    void doNotLetATableHaveACycle() {
      assertThatThrownBy(() -> House.of(SAMPLE, "cellar: attic\nattic: cellar"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cellar");
    }

    private String failure(ArchRule rule) {
      return String.join("\n", rule.evaluate(classes).getFailureReport().getDetails());
    }
  }
}
