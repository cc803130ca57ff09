package dev.carillon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README says nothing about speed that the page of figures does not say. */
class FiguresTest {
  /** A number with a unit in which speed is told. */
  private static final Pattern FIGURE =
      Pattern.compile("\\d[\\d.,]*\\d? ?(?:[a-z]+/s\\b|times\\b|us\\b|ms\\b|%)");

  private static final Pattern CODE = Pattern.compile("```.*?```|`[^`]*`", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\|");

  @TempDir Path folder;

  @Test
  void readmeQuotesOnlyFromThePage() throws IOException {
    String readme = Files.readString(root().resolve("README.md"));
    String page = Files.readString(root().resolve("deploy/docs/figures.md"));
    assertThat(readme).contains(Page.BEGIN, Page.END);
    assertThat(page).contains(Page.BEGIN, Page.END);
    assertThat(unfounded(readme, page)).isEmpty();
  }

  @Test
  void aFigureThatThePageDoesNotHaveIsFound() {
    String page = Page.BEGIN + "\n| live | 1.92 | >= 1.80 | met |\n" + Page.END + "\n12 ms\n";
    String good = "In 12 ms.\n```\n99 ms\n```\n" + Page.BEGIN + "\n| live | 1.92 |\n" + Page.END;
    assertThat(unfounded(good, page)).isEmpty();
    assertThat(unfounded(good.replace("1.92", "2.92"), page)).containsExactly("live: 2.92");
    assertThat(unfounded(good.replace("In 12 ms", "In 11 ms"), page)).containsExactly("11 ms");
    assertThat(unfounded(good.replace("In 12 ms", "4,000 mails/s"), page))
        .containsExactly("4,000 mails/s");
  }

  @Test
  void aRunBecomesAPageAndWhatIsQuotedOfIt() throws IOException {
    BenchRun run =
        new BenchRun(
            "mail",
            List.of("--quick"),
            2,
            Duration.ofSeconds(7),
            List.of(
                "  drain    product / classic = 1.32 in mails/s",
                new GoalLine("live, 64 in flight, product / classic", "1.32", ">= 1.80", "MISSED")
                    .text(),
                new GoalLine("high mail, lateness", "431 ms", "<= 2,000 ms", "met").text()));
    Page page = new Page("2 cores", "0123456789", "1 May 2027", "./carillon bench all --report");
    String text = page.text(List.of(run));
    assertThat(text)
        .contains("commit 0123456789", "2 cores", "`./carillon bench mail --quick`: 7 s")
        .contains("| live, 64 in flight, product / classic | 1.32 | >= 1.80 | **missed** |")
        .contains("```text\n  drain    product / classic = 1.32 in mails/s\n```")
        .contains("| graphile-worker |");
    assertThat(page.quotation(List.of(run)))
        .contains("| live, 64 in flight, product / classic | 1.32 |")
        .contains("commit 0123456789")
        .doesNotContain("lateness");
    Path file = folder.resolve("page.md");
    Files.writeString(file, "before\n" + Page.BEGIN + "\noutdated\n" + Page.END + "\nafter\n");
    Page.write(file, text);
    assertThat(Files.readString(file))
        .startsWith("before\n" + Page.BEGIN + "\n## The last run")
        .endsWith(Page.END + "\nafter\n")
        .doesNotContain("outdated");
  }

  @Test
  void aGoalIsReadAsItWasPrinted() {
    for (GoalLine goal :
        List.of(
            new GoalLine("drain", "1.32", ">= 2.00", "MISSED"),
            new GoalLine("open loop", "p50 1.0 ms, p99 2.0 ms", "", ""))) {
      assertThat(GoalLine.parse(goal.text().stripTrailing())).containsExactly(goal);
    }
    assertThat(GoalLine.parse("list dead to an address       41.3 ms  (goal 1000 ms)"))
        .containsExactly(new GoalLine("list dead to an address", "41.3 ms", "<= 1000 ms", "met"));
    assertThat(GoalLine.parse("ledger      2041.3 ms  (goal 1000 ms)  MISSED"))
        .containsExactly(new GoalLine("ledger", "2041.3 ms", "<= 1000 ms", "MISSED"));
    assertThat(
            GoalLine.parse(
                "  get        medians: product / direct = 1.07 in requests/s (315 / 103), 0.62 in CPU"
                    + " of server and PostgreSQL (28.0 + 3.0 / 50.0 + 1.0 us)"))
        .containsExactly(
            new GoalLine("get, product / direct, requests/s", "1.07 (315 / 103)", "", ""),
            new GoalLine(
                "get, product / direct, CPU of server and PostgreSQL",
                "0.62 (28.0 + 3.0 / 50.0 + 1.0 us)",
                "",
                ""));
    assertThat(GoalLine.parse("  claims   1,000 dead rows, then 1,000 mails/s")).isEmpty();
  }

  private static List<String> unfounded(String readme, String page) {
    List<String> unfounded = new ArrayList<>();
    Matcher rows = ROW.matcher(between(readme));
    while (rows.find()) {
      if (!between(page).contains(rows.group()) && !rows.group(1).matches("What|-+")) {
        unfounded.add(rows.group(1) + ": " + rows.group(2));
      }
    }
    Matcher figures =
        FIGURE.matcher(CODE.matcher(readme.replace(between(readme), "")).replaceAll(""));
    while (figures.find()) {
      if (!page.contains(figures.group())) {
        unfounded.add(figures.group());
      }
    }
    return unfounded;
  }

  private static String between(String text) {
    return text.substring(text.indexOf(Page.BEGIN) + Page.BEGIN.length(), text.indexOf(Page.END));
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("mvnw"))) {
      here = here.getParent();
    }
    return here;
  }
}
