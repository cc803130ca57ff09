package dev.carillon.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The page of figures, and what README quotes from it: parts of files between two marks. */
final class Page {
  static final String BEGIN = "<!-- made by ./carillon bench all --report: begin -->";
  static final String END = "<!-- made by ./carillon bench all --report: end -->";

  private static final String HEAD = "| What | Measured | Goal | |\n|---|---|---|---|\n";
  private static final String QUOTED_HEAD = "| What | Measured |\n|---|---|\n";

  /** The beginnings of what README quotes, at most one row for each. */
  private static final List<String> QUOTED =
      List.of(
          "get, product",
          "list, product",
          "create, product",
          "accepts over HTTP, with",
          "live,",
          "end to end");

  private final String machine;
  private final String commit;
  private final String date;
  private final String command;

  /** Of one run. */
  Page(String machine, String commit, String date, String command) {
    this.machine = machine;
    this.commit = commit;
    this.date = date;
    this.command = command;
  }

  /** The generated part. */
  String text(List<BenchRun> runs) throws IOException {
    StringBuilder page = new StringBuilder("## The last run\n\n");
    page.append("`%s`, %s, commit %s: %s.\n".formatted(command, date, commit, machine));
    page.append("Load, JVM and PostgreSQL share these cores: compare ratios, not rates.\n\n");
    page.append(baselines());
    for (BenchRun run : runs) {
      page.append(section(run));
    }
    return page.toString();
  }

  private static String baselines() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(Page.class.getResourceAsStream("/report/baselines.md"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String section(BenchRun run) {
    List<String> parts = new ArrayList<>();
    parts.add("\n### bench " + run.name() + "\n");
    parts.add(
        "`%s`: %d s, ended with %d.\n"
            .formatted(run.command(), run.took().toSeconds(), run.exit()));
    if (!run.goals().isEmpty()) {
      parts.add(HEAD + String.join("\n", run.goals().stream().map(GoalLine::row).toList()) + "\n");
    }
    parts.add("```text\n" + String.join("\n", run.others()) + "\n```\n");
    return String.join("\n", parts);
  }

  /** What README says of it; with commit and machine, so that it can be told how old it is. */
  String quotation(List<BenchRun> runs) {
    List<GoalLine> goals = runs.stream().flatMap(run -> run.goals().stream()).toList();
    StringBuilder quoted = new StringBuilder(QUOTED_HEAD);
    for (String beginning : QUOTED) {
      goals.stream()
          .filter(goal -> goal.what().startsWith(beginning))
          .findFirst()
          .ifPresent(
              goal -> quoted.append("| %s | %s |\n".formatted(goal.what(), goal.measured())));
    }
    return quoted
        .append("\n(")
        .append(date)
        .append(", commit ")
        .append(commit)
        .append(".)\n")
        .toString();
  }

  /** Puts a text between the marks of a file. */
  static void write(Path file, String text) throws IOException {
    String old = Files.readString(file);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(String.format(Locale.ROOT, "%s has no marks: %s", file, BEGIN));
    }
    Files.writeString(file, old.substring(0, begin) + BEGIN + "\n" + text + old.substring(end));
  }
}
