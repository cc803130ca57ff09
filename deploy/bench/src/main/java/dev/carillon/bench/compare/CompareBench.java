package dev.carillon.bench.compare;

import dev.carillon.bench.process.Checkout;
import dev.carillon.bench.process.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench compare}: this tree's {@code up}, or a small cluster, against that of another
 * checkout which was built, both as processes on data of their own, in turns (A B, B A, ...), over
 * HTTP only. Other work on the machine disturbs rates more than CPU time per unit, and that is what
 * the verdict is about.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "What users and mail cost here and in another checkout that was built.")
public final class CompareBench implements Callable<Integer> {
  private static final int USERS = 1_000;
  private static final int MAX_WARM_UPS = 15;

  /** A round that costs less than so much of the one before says that the next may cost less. */
  private static final double SETTLED = 0.9;

  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

  @Option(names = "--with", required = true, description = "The other checkout, built.")
  private Path with = Path.of(".");

  @Option(names = "--rounds", defaultValue = "9", description = "Rounds of each side.")
  private int rounds = 9;

  @Option(names = "--seconds", defaultValue = "3", description = "Length of a round.")
  private double seconds = 3;

  @Option(
      names = "--warm-ups",
      defaultValue = "3",
      description = "Rounds that do not count, at least; none with 0.")
  private int warmUps = 3;

  @Option(
      names = "--only",
      description = "One of GET, LIST, CREATE, CREATE_KEYED, MAIL, MAIL_KEYED.")
  private @Nullable Unit only;

  @Option(
      names = "--no-statements",
      description = "Leaves out how many statements there are; starts each side once, not twice.")
  private boolean withoutStatements;

  @Option(
      names = "--apart",
      description =
          "The gateway and the other services as two processes of a cluster, not up; leaves out"
              + " statements too.")
  private boolean apart;

  @Option(
      names = "--clients",
      defaultValue = "16",
      description = "Connections, each with one request at a time (default: 16).")
  private int clients;

  @Option(
      names = "--longest",
      defaultValue = "0",
      description = "Shows so many statements of each side, those that took longest.")
  private int longest;

  private int marks;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("carillon-compare");
    try (Side before = start("old", Checkout.classPath(with), folder);
        Side now = start("new", here(), folder)) {
      System.out.printf(
          "compare: %d rounds of %.1f s in turns, %d clients, %d users at the beginning%n%s%n",
          rounds, seconds, clients, USERS, Comparison.HEADER);
      List<Competitor> both =
          List.of(
              new Competitor(before, seed(before), false), new Competitor(now, seed(now), true));
      List<Comparison> losses = new ArrayList<>();
      for (Unit unit : only == null ? Unit.values() : new Unit[] {only}) {
        Comparison comparison = compare(both, unit);
        System.out.print(comparison.text());
        if (comparison.isLoss()) {
          losses.add(comparison);
        }
      }
      System.out.println("  ledger: balanced on both sides");
      return losses.isEmpty() ? 0 : 2;
    } catch (IOException | IllegalStateException e) {
      System.out.println("  VOID: " + e.getMessage());
      return 1;
    } finally {
      Folders.delete(folder);
    }
  }

  private Side start(String name, String classes, Path folder) throws IOException, SQLException {
    Path own = folder.resolve(name);
    if (apart) {
      return Side.startApart(name, classes, own);
    }
    return withoutStatements
        ? Side.start(name, classes, own)
        : Side.startCounting(name, classes, own);
  }

  private record Competitor(Side side, List<String> ids, boolean isNew) {}

  /** Warms both up, counts their statements, and then measures them in turns. */
  private Comparison compare(List<Competitor> both, Unit unit)
      throws IOException, InterruptedException {
    Comparison comparison = new Comparison(unit);
    warmUp(both, unit);
    if (!withoutStatements && !apart) {
      for (Competitor one : both) {
        comparison.countStatements(one.isNew(), countedStatements(one, unit));
      }
    }
    for (int i = 0; i < rounds; i++) {
      for (Competitor one : inTurn(both, i)) {
        comparison.add(one.isNew(), round(one, unit));
      }
    }
    return comparison;
  }

  /**
   * Until neither side becomes cheaper any more: code that is not compiled yet costs thirty times
   * as much, and on a busy machine it takes long to be compiled.
   */
  private void warmUp(List<Competitor> both, Unit unit) throws IOException, InterruptedException {
    double[] last = new double[both.size()];
    boolean settled = warmUps == 0;
    for (int i = 0; i < Math.max(warmUps, MAX_WARM_UPS) && !settled; i++) {
      settled = i + 1 >= warmUps;
      for (Competitor one : inTurn(both, i)) {
        int side = one.isNew() ? 1 : 0;
        double cpu = round(one, unit).cpu();
        settled &= cpu > last[side] * SETTLED;
        last[side] = cpu;
      }
    }
  }

  /** In a round that does not count otherwise, because counting costs as well. */
  private double countedStatements(Competitor one, Unit unit)
      throws IOException, InterruptedException {
    one.side().countStatements(true);
    Round.Cost counted = round(one, unit);
    double perUnit = (double) one.side().statements() / counted.units();
    if (longest > 0) {
      one.side().longest(longest, counted.units()).forEach(System.out::println);
    }
    one.side().countStatements(false);
    return perUnit;
  }

  /** A B, B A, ...: whoever comes first in one round comes last in the next. */
  private static List<Competitor> inTurn(List<Competitor> both, int round) {
    return round % 2 == 0 ? both : both.reversed();
  }

  private Round.Cost round(Competitor one, Unit unit) throws IOException, InterruptedException {
    String mark = unit.label() + "-" + ++marks + "-";
    return new Round(one.side(), unit, mark, one.ids()).run(clients, seconds);
  }

  private static List<String> seed(Side side) throws IOException {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < USERS; i++) {
      items.append(i == 0 ? "" : ",");
      items.append(
          "{\"op\":\"create\",\"user\":{\"email\":\"seed%d@compare.example\",\"name\":\"Seed %d\",\"welcome\":false}}"
              .formatted(i, i));
    }
    try (Connection connection = side.connect()) {
      Connection.Answer answer =
          connection.ask(Ask.post("/v1/users/batch", "{\"items\":[" + items + "]}", "", 200));
      Matcher ids = ID.matcher(answer.body());
      List<String> all = new ArrayList<>();
      while (ids.find()) {
        all.add(ids.group(1));
      }
      if (all.size() != USERS) {
        throw new IOException("The " + side.name() + " side has " + all.size() + " users");
      }
      return all;
    }
  }

  private static String here() {
    return System.getProperty("java.class.path");
  }
}
