package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.fault.PlantedFault;
import dev.carillon.bench.chaos.verdict.ChaosReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Which of the faults that are planted on purpose are found, and as what. */
final class FaultTable {
  private final long seed;

  FaultTable(long seed) {
    this.seed = seed;
  }

  /** Runs each in a short run of its own; whether all were found. */
  boolean print() throws Exception {
    boolean all = true;
    for (PlantedFault fault : PlantedFault.values()) {
      Path folder = Files.createTempDirectory("carillon-chaos");
      ChaosReport report = Chaos.report(ChaosPlan.toFind(fault, seed), folder);
      all &= !report.kept();
      System.out.printf(
          "%-20s %s%n", fault.spelling(), report.kept() ? "NOT FOUND" : found(report));
      Chaos.delete(folder);
    }
    return all;
  }

  private static String found(ChaosReport report) {
    return String.join(
        ", ",
        report.broken().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + " " + e.getValue().size())
            .toList());
  }
}
