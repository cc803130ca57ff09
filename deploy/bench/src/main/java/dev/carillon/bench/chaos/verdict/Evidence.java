package dev.carillon.bench.chaos.verdict;

import dev.carillon.bench.chaos.smtp.Fate;
import dev.carillon.bench.chaos.smtp.Fates;
import dev.carillon.bench.chaos.traffic.Answer;
import dev.carillon.bench.chaos.traffic.Promises;
import dev.carillon.bench.chaos.traffic.Wanted;
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
 * @param unknownTries how often the product tries a mail to which no server says anything
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
    int unknownTries,
    long died) {
  public Evidence {
    whileAway = List.copyOf(whileAway);
  }

  /** What the harness did. */
  List<Span> spans() {
    return history.spans();
  }

  /** What is known of a mail, for whoever has to find out what became of it. */
  String story(Wanted wanted) {
    return " (%s, told at %d; named at %s; dots at %s)"
        .formatted(
            wanted.promise(),
            wanted.told(),
            fates.attempts(wanted.recipient()).stream()
                .map(a -> a.at() + " by " + a.node())
                .toList(),
            fates.of(wanted.recipient()).stream().map(Fate::dotAt).toList());
  }

  /** What arrived, by Message-ID, each in the order of arrival. */
  Map<String, List<Fate>> arrivals() {
    return fates.all().stream()
        .filter(Fate::isTaken)
        .collect(Collectors.groupingBy(Fate::messageId, LinkedHashMap::new, Collectors.toList()));
  }
}
