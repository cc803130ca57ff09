package dev.carillon.bench.live;

import dev.carillon.bench.live.crowd.Crowd;
import dev.carillon.bench.live.crowd.Probe;
import dev.carillon.bench.live.durable.DurableRows;
import dev.carillon.bench.live.durable.WholeProduct;
import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.report.Goals;
import dev.carillon.launcher.terminal.ProgressBar;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench live}: one client says something, all hear it; what that costs the server for each
 * of them, beside Vert.x alone and Netty alone with the same method, and beside another checkout.
 * Every delivery is counted. The clients share the machine with the servers.
 */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    description = {
      "Fan-out to WebSockets: the product against Vert.x and Netty alone.",
      "Durable publish: the product against a bare INSERT."
    })
public final class LiveBench implements Callable<Integer> {
  private static final int SECONDS = 3;
  private static final int IN_FLIGHT = 4;
  private static final int FEW = 10;

  @Option(
      names = "--sockets",
      split = ",",
      description = "Sizes of the crowd (default: 500,3000,5000).")
  private List<Integer> sizes = List.of(500, 3_000, 5_000);

  @Option(
      names = "--idle",
      description = "Sockets whose memory is looked at; 0 for none (default: ${DEFAULT-VALUE}).")
  private int idle = 15_000;

  @Option(
      names = "--storm",
      description = "Sockets that are lost and come back; 0 for none (default: ${DEFAULT-VALUE}).")
  private int storm = 5_000;

  @Option(names = "--bytes", description = "Length of a message (default: ${DEFAULT-VALUE}).")
  private int bytes = 100;

  @Option(names = "--warm-ups", description = "Rounds that do not count (default: 6).")
  private int warmUps = 6;

  @Option(names = "--with", description = "Another checkout, built: how much less it is here.")
  private @Nullable Path with;

  @Option(names = "--only-durable", description = "Only the rows of durable publish.")
  private boolean onlyDurable;

  @Mixin private RoundOptions length = new RoundOptions();

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Goals goals = new Goals();
  private boolean balanced = true;

  /** Created by the command line. */
  public LiveBench() {}

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("carillon-live");
    if (!onlyDurable) {
      fanOut(folder);
    }
    balanced &= new DurableRows(vertx, length, goals).run(folder);
    vertx.close().await();
    System.out.println(balanced ? "  ledger: balanced" : "  VOID: messages are missing");
    return !balanced ? 1 : goals.areMet() ? 0 : 2;
  }

  private void fanOut(Path folder) throws IOException {
    List<Contestant> all = new ArrayList<>();
    try {
      all.add(Contestant.product(folder));
      all.add(Contestant.vertx(folder));
      all.add(Contestant.netty(folder));
      if (with != null) {
        all.add(Contestant.old(folder, with));
      }
      for (int size : length.isQuick() ? List.of(FEW) : sizes) {
        row(size, all);
      }
    } finally {
      all.forEach(Contestant::close);
    }
    alone(folder);
  }

  /** What is looked at in the product only, in processes of their own. */
  private void alone(Path folder) throws IOException {
    int many = length.isQuick() ? FEW : idle;
    if (many > 0) {
      try (Contestant fresh = Contestant.product(folder)) {
        memory(fresh, many);
      }
    }
    int back = length.isQuick() ? FEW : storm;
    if (back > 0) {
      try (WholeProduct fresh = new WholeProduct(folder.resolve("storm"));
          Crowd crowd = new Crowd(vertx, fresh.port(), WholeProduct.KEY, bytes)) {
        crowd.grow(back);
        Storm.row(fresh.port(), crowd, back, length, goals);
      }
    }
  }

  private void row(int size, List<Contestant> all) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    Map<String, Crowd> crowds = new LinkedHashMap<>();
    try (ProgressBar bar = ProgressBar.of("rounds of " + size + " sockets")) {
      for (Contestant one : all) {
        tallies.put(one.name(), new Tally());
        Crowd crowd = new Crowd(vertx, one.port(), Contestant.KEY, bytes);
        crowds.put(one.name(), crowd);
        crowd.grow(size);
      }
      int first = length.isQuick() ? 0 : -warmUps;
      for (int i = first; i < length.rounds(); i++) {
        bar.at((double) (i - first) / (length.rounds() - first), i - first, "");
        for (Contestant one : i % 2 == 0 ? all : all.reversed()) {
          Tally into = i < 0 ? new Tally() : of(tallies, one.name());
          into.add(round(size, one, of(crowds, one.name())));
        }
      }
    } finally {
      crowds.values().forEach(Crowd::close);
    }
    say(size, tallies);
  }

  private static <T> T of(Map<String, T> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  private Tally.Round round(int size, Contestant one, Crowd crowd) {
    Duration time = Duration.ofSeconds(length.seconds(SECONDS));
    try (Probe probe = new Probe(one.port())) {
      double cpu = one.cpu();
      long begin = System.nanoTime();
      Crowd.Result result = crowd.run(time, IN_FLIGHT);
      double took = (System.nanoTime() - begin) / 1e9;
      double used = one.cpu() - cpu;
      Histogram waits = probe.end();
      Tally.Round round = Tally.Round.of(result, used, took, waits);
      System.out.println(round.text(String.valueOf(size), one.name()));
      if (!result.complete()) {
        System.out.printf(
            "  VOID round: %d messages, %d deliveries%n", result.messages(), result.deliveries());
        balanced = false;
      }
      return round;
    }
  }

  private void say(int size, Map<String, Tally> tallies) {
    Tally product = of(tallies, "product");
    String row = "live: " + size + " sockets, ";
    double own = product.median(Tally.Round::micros);
    double netty = of(tallies, "netty").median(Tally.Round::micros);
    double bare = Math.min(netty, of(tallies, "vertx").median(Tally.Round::micros));
    goals.figure(row + "us of CPU for a delivery", String.format(Locale.ROOT, "%.2f", own));
    if (size <= 1_000) {
      goals.atLeast(row + "Netty alone / product, CPU", netty / own, 0.85);
      goals.atMost(row + "p99", product.median(Tally.Round::p99), 50, "ms");
    } else if (size < 5_000) {
      goals.atMost(row + "a plain GET, p50", product.median(Tally.Round::probeP50), 10, "ms");
      goals.atMost(row + "a plain GET, longest", product.worst(Tally.Round::probeMax), 300, "ms");
    } else {
      goals.atMost(row + "CPU", own / bare, 1.5, "times the better of the bare ones");
    }
    if (tallies.containsKey("old")) {
      goals.atMost(
          row + "CPU",
          own / of(tallies, "old").median(Tally.Round::micros),
          0.4,
          "times the other checkout's");
    }
  }

  private void memory(Contestant fresh, int many) throws IOException {
    try (Crowd few = new Crowd(vertx, fresh.port(), Contestant.KEY, bytes);
        Crowd crowd = new Crowd(vertx, fresh.port(), Contestant.KEY, bytes)) {
      few.grow(Math.min(many, 100)); // classes and buffers that every server has once
      few.run(Duration.ofSeconds(1), IN_FLIGHT);
      long before = fresh.resident();
      crowd.grow(many);
      long after = fresh.resident();
      goals.atMost(
          "live: " + many + " idle sockets, memory of each",
          (after - before) / 1024.0 / many,
          12,
          "KB");
    }
  }
}
