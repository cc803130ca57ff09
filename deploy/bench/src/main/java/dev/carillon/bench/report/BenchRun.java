package dev.carillon.bench.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A benchmark that ran in a JVM of its own, so that none leaves compiled code or garbage behind for
 * the next.
 *
 * @param exit 0: void of nothing, no goal missed
 * @param lines what it said
 */
record BenchRun(String name, List<String> options, int exit, Duration took, List<String> lines) {
  /** Logs, and the stacks that they hold. */
  private static final Pattern NOISE =
      Pattern.compile(
          "\\d\\d:\\d\\d:\\d\\d.*|\\tat .*|[a-z]+\\.[\\w.]+(Exception|Error).*|WARNING.*");

  static BenchRun of(Class<?> main, String name, List<String> options, PrintStream out)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), name));
    command.addAll(options);
    long began = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        out.println(line);
        if (!NOISE.matcher(line).matches()) {
          lines.add(line.stripTrailing());
        }
      }
    }
    int exit = process.waitFor();
    return new BenchRun(
        name, List.copyOf(options), exit, Duration.ofNanos(System.nanoTime() - began), lines);
  }

  String command() {
    return String.join(" ", ("./carillon bench " + name + ' ' + String.join(" ", options)).strip());
  }

  /** What it said otherwise. */
  List<String> others() {
    return lines.stream().filter(line -> !line.startsWith("  goal ")).toList();
  }

  List<GoalLine> goals() {
    return lines.stream().flatMap(line -> GoalLine.parse(line).stream()).toList();
  }
}
