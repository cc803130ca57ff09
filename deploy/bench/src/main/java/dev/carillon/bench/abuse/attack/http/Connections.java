package dev.carillon.bench.abuse.attack.http;

import dev.carillon.bench.abuse.attack.Attack;
import dev.carillon.bench.abuse.attack.Finding;
import dev.carillon.bench.abuse.attack.Pause;
import dev.carillon.bench.abuse.attack.Scale;
import dev.carillon.bench.abuse.product.Product;
import dev.carillon.bench.abuse.wire.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One address opens more connections than it may; then it closes them again. */
final class Connections implements Attack {
  private static final int TRIED = 700;

  /** The default of the setting. */
  private static final int PER_ADDRESS = 512;

  private static final String ADDRESS = "127.0.8.1";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public List<Finding> run(Product product, Scale scale) throws IOException {
    List<Line> lines = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    int other;
    try {
      for (int i = 0; i < TRIED; i++) {
        Line line = Line.open(product.port(), ADDRESS);
        lines.add(line);
        statuses.merge(status(product, line), 1, Integer::sum);
      }
      other = product.ask("GET", "/v1/users?limit=1", "").status();
    } finally {
      lines.forEach(Line::close);
    }
    boolean again = Pause.until(LIMIT, () -> servesAgain(product));
    int served = statuses.getOrDefault(200, 0);
    return List.of(
        new Finding(
            name(),
            "%d connections of one address, one request on each".formatted(TRIED),
            "answers by status %s (0: cut); another address: %d; once they were closed: %s"
                .formatted(statuses, other, again ? "served again" : "not served"),
            "%d connections of one address, others are served".formatted(PER_ADDRESS),
            served <= PER_ADDRESS && served > PER_ADDRESS / 2 && other == 200 && again));
  }

  private static boolean servesAgain(Product product) {
    try (Line line = Line.open(product.port(), ADDRESS)) {
      return status(product, line) == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static int status(Product product, Line line) throws IOException {
    try {
      line.write(Requests.get("/hello", product.keys().reader()));
    } catch (IOException cut) {
      return 0;
    }
    return line.answer(LIMIT).status();
  }
}
