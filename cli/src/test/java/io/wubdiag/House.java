package io.wubdiag;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packages as the rooms of a house, from the bottom to the top, and what each may import.
 *
 * @param root the package that all rooms lie in
 * @param rooms patterns of ArchUnit: each room, and the rooms that it may import
 */
record House(String root, Map<String, List<String>> rooms) {

  /**
   * Reads a table. A line is {@code room: room room...}; an indented line continues the one before.
   * Several rooms before the colon may import the same, but not each other. A name is relative to
   * the root, {@code .} is the root itself. A room is one package, and with two dots at its end
   * also all packages below. A room may import only rooms of earlier lines; {@code all} names
   * these.
   *
   * @throws IllegalArgumentException if a room is to import one that does not lie below it
   */
  static House of(String root, String table) {
    Map<String, List<String>> rooms = new LinkedHashMap<>();
    for (String line : table.strip().split("\n(?! )")) {
      int colon = line.indexOf(':');
      List<String> below = new ArrayList<>();
      for (String name : line.substring(colon + 1).strip().split("\\s+")) {
        if (name.equals("all")) {
          below.addAll(rooms.keySet());
        } else if (!name.isEmpty()) {
          below.add(pattern(root, name));
        }
      }
      String named = line.substring(0, colon);
      if (!rooms.keySet().containsAll(below)) {
        throw new IllegalArgumentException(named + " is to import what does not lie below it");
      }
      for (String name : named.strip().split("\\s+")) {
        rooms.put(pattern(root, name), List.copyOf(below));
      }
    }
    return new House(root, rooms);
  }

  private static String pattern(String root, String name) {
    return name.equals(".") ? root : root + "." + name;
  }

  /** Fails for a class of that room that imports a room which its line does not name. */
  ArchRule importsOnlyWhatLiesBelow(String room) {
    List<String> allowed = new ArrayList<>(rooms.getOrDefault(room, List.of()));
    allowed.add(room);
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage(root + "..")
                .or(resideInAnyPackage(allowed.toArray(String[]::new))));
  }

  /** Fails for a class in a package that the table does not have. */
  ArchRule hasARoomForEachClass() {
    return classes().should().resideInAnyPackage(rooms.keySet().toArray(String[]::new));
  }

  /** Fails for packages that import each other, also around several corners, at any depth. */
  ArchRule hasNoCycleOfPackages() {
    return slices().matching(root + ".(**)").should().beFreeOfCycles();
  }
}
