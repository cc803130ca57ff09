package dev.carillon.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench all}: every benchmark, one after the other, each in a JVM of its own, and the page
 * that says what came of it. What needs another checkout ({@code compare}) is left out.
 */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "All benchmarks, and the page of figures.")
public final class AllBench implements Callable<Integer> {
  private static final Path FIGURES = Path.of("deploy", "docs", "figures.md");
  private static final Set<String> OTHERS = Set.of("all", "compare", "help");

  /** For those that have no option {@code --quick}. */
  private static final Map<String, List<String>> QUICK =
      Map.of(
          "size",
          List.of("--mails", "50000", "--rounds", "1"),
          "toolkit",
          List.of("--rounds", "1", "--millis", "50", "--forks", "0"));

  /** For those that are shorter by themselves. */
  private static final Map<String, List<String>> FULL =
      Map.of(
          "mail", List.of("--seconds=5", "--mails=100000", "--warm-ups=2", "--old-rows=10000000"));

  @Option(
      names = "--quick",
      description = "Some minutes: shows that all of it works, and measures nothing.")
  private boolean quick;

  @Option(
      names = "--full",
      description = "More than an hour: mail with 10,000,000 old rows and longer rounds.")
  private boolean full;

  @Option(
      names = "--report",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Writes the page (default: deploy/docs/figures.md of the checkout that you are in, and"
              + " what README quotes from it).")
  private @Nullable Path report;

  @Option(names = "--only", split = ",", description = "Some of them, such as users,mail.")
  private Set<String> only = Set.of();

  @Spec private @Nullable CommandSpec spec;

  /** Created by the command line. */
  public AllBench() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = checkout();
    CommandSpec bench = Objects.requireNonNull(spec).parent();
    List<BenchRun> runs = new ArrayList<>();
    for (Map.Entry<String, CommandLine> one : bench.subcommands().entrySet()) {
      if (!OTHERS.contains(one.getKey()) && (only.isEmpty() || only.contains(one.getKey()))) {
        System.out.println("== bench " + one.getKey());
        runs.add(
            BenchRun.of(
                bench.userObject().getClass(),
                one.getKey(),
                options(one.getKey(), one.getValue().getCommandSpec()),
                System.out));
      }
    }
    if (report != null) {
      write(checkout, runs);
    }
    return runs.stream().mapToInt(BenchRun::exit).max().orElse(0);
  }

  private List<String> options(String name, CommandSpec one) {
    if (!quick) {
      return full ? FULL.getOrDefault(name, List.of()) : List.of();
    }
    return one.findOption("--quick") != null
        ? List.of("--quick")
        : QUICK.getOrDefault(name, List.of());
  }

  private void write(Path checkout, List<BenchRun> runs) throws IOException {
    Page page =
        new Page(
            Machine.text(),
            Machine.commit(checkout),
            LocalDate.now(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH)),
            "./carillon bench all" + length() + part() + " --report");
    boolean usual = String.valueOf(report).isEmpty();
    Path figures = usual ? checkout.resolve(FIGURES) : Objects.requireNonNull(report);
    if (!usual && !Files.exists(figures)) {
      Files.writeString(figures, Page.BEGIN + "\n" + Page.END + "\n");
    }
    Page.write(figures, page.text(runs));
    if (usual) {
      Page.write(checkout.resolve("README.md"), page.quotation(runs));
    }
    System.out.println("The page: " + figures);
  }

  private String length() {
    return quick ? " --quick" : full ? " --full" : "";
  }

  private String part() {
    return only.isEmpty() ? "" : " --only=" + String.join(",", new TreeSet<>(only));
  }

  /** Where the page is: here, or above. */
  private static Path checkout() {
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(FIGURES))) {
        return at;
      }
    }
    return here;
  }
}
