package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Promises;
import dev.carillon.bench.chaos.witness.Heartbeat;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that is known from outside.
 *
 * @param promises what clients were told
 * @param fates what the servers saw
 * @param history what the harness did, and when
 * @param heartbeat when the machine stood still
 * @param whileAway what was answered while PostgreSQL was away
 * @param ledger what the product says that it accepted, in the end
 * @param verdictMillis how long the product waits for a verdict
 * @param died how many processes ended by themselves
 */
public record Evidence(
    Promises promises,
    Fates fates,
    History history,
    Heartbeat heartbeat,
    List<Answer> whileAway,
    JsonObject ledger,
    long verdictMillis,
    long died) {
  public Evidence {
    whileAway = List.copyOf(whileAway);
  }

  /** What the harness did. */
  List<Span> spans() {
    return history.spans();
  }

  /** What arrived, by Message-ID, each in the order of arrival. */
  Map<String, List<Fate>> arrivals() {
    return fates.all().stream()
        .filter(Fate::isTaken)
        .collect(Collectors.groupingBy(Fate::messageId, LinkedHashMap::new, Collectors.toList()));
  }
}
