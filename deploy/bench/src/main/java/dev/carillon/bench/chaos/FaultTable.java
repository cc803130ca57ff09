package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.fault.PlantedFault;
import dev.carillon.bench.chaos.verdict.Broken;
import dev.carillon.bench.chaos.verdict.ChaosReport;
import dev.carillon.bench.process.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which of the faults that are planted on purpose are found, and as what. */
final class FaultTable {
  private final long seed;

  FaultTable(long seed) {
    this.seed = seed;
  }

  /**
   * A short run without a fault, in which nothing may be found, and one with each, both with the
   * troubles in which faults show; whether that is so.
   */
  boolean print() throws Exception {
    ChaosReport without = report(List.of(), PlantedFault.troubles(List.of(PlantedFault.values())));
    System.out.println("none: " + (without.kept() ? "nothing is found" : without));
    boolean all = without.kept();
    for (PlantedFault fault : PlantedFault.values()) {
      ChaosReport report = report(List.of(fault), PlantedFault.troubles(List.of(fault)));
      boolean found = report.broken().containsKey(fault.foundAs());
      all &= found;
      System.out.printf(
          "%-20s %-10s %s%n", fault.spelling(), found ? "found" : "NOT FOUND", kinds(report));
    }
    return all;
  }

  private ChaosReport report(List<PlantedFault> faults, List<String> troubles) throws Exception {
    Path folder = Files.createTempDirectory("carillon-chaos");
    ChaosReport report = Chaos.report(ChaosPlan.toFind(faults, troubles, seed), folder);
    Folders.delete(folder);
    return report;
  }

  private static String kinds(ChaosReport report) {
    return String.join(
        ", ",
        report.broken().entrySet().stream()
            .sorted(Map.Entry.<Broken, List<String>>comparingByKey())
            .map(e -> words(e.getKey()) + " " + e.getValue().size())
            .toList());
  }

  private static String words(Broken what) {
    return what.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
