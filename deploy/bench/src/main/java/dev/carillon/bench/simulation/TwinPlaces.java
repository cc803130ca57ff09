package dev.carillon.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that the tables of the model hold, a line for each mail and pass, as {@link SimRows} reads.
 */
final class TwinPlaces {
  private final SimTables tables;
  private final SimRows rows;

  TwinPlaces(SimTables tables, SimRows rows) {
    this.tables = tables;
    this.rows = rows;
  }

  /** Throws if the two do not hold the same. */
  void compare(String after) {
    Set<String> model = new TreeSet<>(lines());
    Set<String> table = new TreeSet<>(rows.places().lines().toList());
    if (!model.equals(table)) {
      Set<String> onlyModel = new TreeSet<>(model);
      onlyModel.removeAll(table);
      table.removeAll(model);
      throw new Difference(
          "after " + after + " only the model has " + onlyModel + ", only PostgreSQL " + table);
    }
  }

  private List<String> lines() {
    List<String> all = new ArrayList<>();
    tables.ready.forEach(
        chunk ->
            chunk
                .ids()
                .forEach(
                    id ->
                        all.add(line("ready", id, chunk.lane(), chunk.attempt(), chunk.alone()))));
    tables.leases.values().forEach(lease -> lease.ids.forEach(id -> all.add(line(id, lease))));
    tables.deferred.forEach(
        (id, d) ->
            all.add(
                line(
                    "deferred",
                    id,
                    tables.mail(id).traits.lane(),
                    d.attempt(),
                    d.reason(),
                    at(d.runAt()),
                    d.parkedAt())));
    tables.throttle.keys().forEach((name, key) -> addKey(all, name, key));
    tables.mails.values().forEach(mail -> addPast(all, mail));
    return all;
  }

  private String line(UUID id, SimTables.Lease lease) {
    return line(
        "lease",
        id,
        lease.lane,
        lease.attempt,
        lease.worker,
        lease.begun.contains(id),
        at(lease.until));
  }

  private void addKey(List<String> all, String name, SimThrottle.Key key) {
    all.add(line("key", name, key.passes.size(), key.nextAt == null ? null : at(key.nextAt)));
    key.passes.forEach((mail, at) -> all.add(line("pass", name, mail, at(at))));
  }

  private static void addPast(List<String> all, SimMail mail) {
    if (mail.outcome != null) {
      all.add(line("outcome", mail.id, letter(mail)));
    }
    mail.notes().forEach(note -> all.add("attempt " + mail.id + " " + note));
  }

  private long at(long millis) {
    return rows.epochMillis() + millis;
  }

  private static String line(@Nullable Object... parts) {
    StringBuilder line = new StringBuilder();
    for (Object part : parts) {
      if (part != null) {
        String text = part instanceof Boolean is ? (is ? "t" : "f") : part.toString();
        line.append(line.isEmpty() ? "" : " ").append(text);
      }
    }
    return line.toString();
  }

  private static String letter(SimMail mail) {
    return switch (Objects.requireNonNull(mail.outcome)) {
      case SENT -> "s";
      case DEAD -> "d";
      case UNKNOWN -> "u";
      case CANCELLED -> "c";
      case EXPIRED -> "e";
      case SUPPRESSED -> mail.merged ? "m" : "p";
      default -> "?";
    };
  }
}
