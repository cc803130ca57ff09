package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Product;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts that fail, of {@code up} and of {@code service}, and what they say. */
final class SecretsAtStart implements Attack {
  private static final int AT_ONCE = 3;

  @Override
  public String name() {
    return "secrets-start";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    Mark mark = Mark.random();
    List<Future<BrokenStart.Result>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (BrokenStart start : starts(product, mark, scale)) {
        running.add(threads.submit(() -> start.run(product.folder(), mark)));
      }
      List<BrokenStart.Result> results = new ArrayList<>();
      for (Future<BrokenStart.Result> one : running) {
        results.add(one.get());
      }
      return findings(results);
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static List<BrokenStart> starts(Product product, Mark mark, Scale scale)
      throws IOException {
    List<BrokenStart> starts = new ArrayList<>();
    if (scale.isLong()) {
      starts.addAll(new BrokenSettings(mark, "up").all());
      starts.addAll(new BrokenSettings(mark, "service").all());
      starts.addAll(MigrationRole.starts(product, mark));
    } else {
      starts.addAll(new BrokenSettings(mark, "up").few());
    }
    return starts;
  }

  private static List<Finding> findings(List<BrokenStart.Result> results) {
    List<Finding> findings = new ArrayList<>();
    int stopped = 0;
    for (BrokenStart.Result result : results) {
      stopped += result.running() ? 1 : 0;
      if (!result.leak().isEmpty()) {
        findings.add(finding(result.what(), "says it: " + result.leak(), false));
      }
    }
    int silent = results.size() - findings.size();
    findings.add(
        finding(
            results.size() + " starts with broken settings",
            "%d kept the secret; %d still tried and were stopped".formatted(silent, stopped),
            silent == results.size()));
    return findings;
  }

  private static Finding finding(String sent, String seen, boolean kept) {
    return new Finding(
        "secrets-start", sent, seen, "the secret is in no output and in no file", kept);
  }
}
