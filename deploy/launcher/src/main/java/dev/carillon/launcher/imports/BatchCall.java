package dev.carillon.launcher.imports;

import dev.carillon.failure.Failure;
import dev.carillon.launcher.imports.Batch.Entry;
import dev.carillon.launcher.imports.http.ApiSession;
import dev.carillon.launcher.imports.http.Stop;
import dev.carillon.launcher.imports.http.StoppedException;
import dev.carillon.launcher.imports.journal.ImportState.Counts;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.text.LocaleText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Has the API take a batch in. The keys of its requests are made of the import and the rows, so
 * that whoever asks again, also after a crash, gets the answers that were given before.
 */
final class BatchCall {
  private static final String PATH = "/v1/users/batch";
  private static final String FAILED = "failed";
  private static final String CONFLICT = "conflict";
  private static final String NOT_FOUND = "not-found";
  private static final Set<String> PASSING =
      Set.of("unavailable", "timeout", "rate-limited", "in-progress");
  private static final int ROUNDS = 8;
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(500);

  private final ApiSession api;
  private final Fields fields;
  private final UUID id;
  private final boolean skipExisting;
  private final Stop stop;

  /**
   * Asks through {@code api}.
   *
   * @param id of the import
   * @param skipExisting whether a row whose user is there already with the same values is in
   */
  BatchCall(ApiSession api, Fields fields, UUID id, boolean skipExisting, Stop stop) {
    this.api = api;
    this.fields = fields;
    this.id = id;
    this.skipExisting = skipExisting;
    this.stop = stop;
  }

  /** What became of the rows; those that are not in, by their numbers. */
  record Outcome(Counts counts, List<JsonObject> refused) {
    Outcome {
      refused = List.copyOf(refused);
    }
  }

  /** Asks until every row has an outcome that will not change. */
  Outcome send(Batch batch) throws InterruptedException, StoppedException {
    Tally tally = new Tally();
    for (Entry entry : batch.entries()) {
      RowFault fault = entry.row().fault();
      if (fault != null) {
        tally.refuse(entry.row(), fault);
      }
    }
    String key = "import-" + id + "-" + batch.first() + "-" + batch.last().number();
    inRounds(key, batch.askable(), (own, open, last) -> create(own, open, last, tally));
    Round<Tally.Active> off = (own, open, last) -> deactivate(own, open, last, tally);
    inRounds(key + "-off", tally.created(), off);
    // After a crash there are fewer of these, who make another request and need another key.
    inRounds(key + "-off-" + digest(tally.found()), tally.found(), off);
    return tally.outcome();
  }

  /** A request for some things; those that may be asked for again, but not in the last round. */
  private interface Round<T> {
    List<T> ask(String key, List<T> open, boolean last)
        throws InterruptedException, StoppedException;
  }

  private <T> void inRounds(String key, List<T> all, Round<T> asking)
      throws InterruptedException, StoppedException {
    List<T> open = all;
    for (int round = 0; !open.isEmpty(); round++) {
      open = asking.ask(key + (round == 0 ? "" : "-" + round), open, round == ROUNDS);
      if (!open.isEmpty() && stop.within(BETWEEN_ROUNDS)) {
        throw new StoppedException();
      }
    }
  }

  private static UUID digest(List<Tally.Active> of) {
    String ids = of.stream().map(Tally.Active::id).collect(Collectors.joining(","));
    return UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8));
  }

  private List<Entry> create(String key, List<Entry> open, boolean last, Tally tally)
      throws InterruptedException, StoppedException {
    JsonArray outcomes =
        outcomes(key, open, entry -> JsonObject.of("op", "create", "user", entry.user()));
    List<Entry> again = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Entry entry = open.get(i);
      JsonObject outcome = outcomes.getJsonObject(i);
      if (!outcome.getString("result").equals(FAILED)) {
        tally.created(entry, outcome.getString("id"));
      } else if (PASSING.contains(outcome.getString("code")) && !last) {
        again.add(entry);
      } else if (!skipExisting
          || !outcome.getString("code").equals(CONFLICT)
          || !wasThere(entry, tally)) {
        tally.refuse(entry.row(), fault(outcome));
      }
    }
    return again;
  }

  /** Somebody who is not there any more is not active either. */
  private List<Tally.Active> deactivate(
      String key, List<Tally.Active> open, boolean last, Tally tally)
      throws InterruptedException, StoppedException {
    JsonArray outcomes =
        outcomes(key, open, one -> JsonObject.of("op", "deactivate", "id", one.id()));
    List<Tally.Active> again = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      JsonObject outcome = outcomes.getJsonObject(i);
      String code = String.valueOf(outcome.getString("code"));
      if (!outcome.getString("result").equals(FAILED) || code.equals(NOT_FOUND)) {
        continue;
      }
      if (PASSING.contains(code) && !last) {
        again.add(open.get(i));
      } else {
        String why = "is in, and stays active: " + outcome.getString("detail");
        tally.stayedActive(open.get(i), new RowFault(fields.column(Fields.ACTIVE), code, why));
      }
    }
    return again;
  }

  private <T> JsonArray outcomes(String key, List<T> of, Function<T, JsonObject> item)
      throws InterruptedException, StoppedException {
    JsonObject items = JsonObject.of("items", new JsonArray(of.stream().map(item).toList()));
    return api.post(PATH, key, items).getJsonArray("items");
  }

  private RowFault fault(JsonObject outcome) {
    JsonArray errors = outcome.getJsonArray("errors");
    String code = outcome.getString("code");
    if (errors == null || errors.isEmpty()) {
      return new RowFault(null, code, String.valueOf(outcome.getString("detail")));
    }
    JsonObject first = errors.getJsonObject(0);
    String pointer = first.getString("pointer");
    String field = pointer.substring(pointer.lastIndexOf('/') + 1);
    return new RowFault(fields.column(field), code, first.getString("detail"));
  }

  /** Whether a user has every value of the row, or is settled otherwise. */
  private boolean wasThere(Entry entry, Tally tally) throws InterruptedException, StoppedException {
    JsonObject wanted = entry.user();
    if (wanted == null || !(wanted.getValue("email") instanceof String email)) {
      return false;
    }
    JsonArray found =
        api.get("/v1/users?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
            .getJsonArray("items");
    if (found.isEmpty() || !sameValues(wanted, found.getJsonObject(0))) {
      return false;
    }
    JsonObject user = found.getJsonObject(0);
    boolean active = user.getBoolean(Fields.ACTIVE, true);
    if (Boolean.TRUE.equals(entry.active()) && !active) {
      String column = fields.column(Fields.ACTIVE);
      tally.refuse(entry.row(), new RowFault(column, CONFLICT, "is there already, and not active"));
    } else {
      tally.present(entry, user.getString("id"), active);
    }
    return true;
  }

  /** The address has been compared, without regard to case. */
  private static boolean sameValues(JsonObject wanted, JsonObject user) {
    return wanted.stream()
        .filter(e -> !e.getKey().equals(Fields.WELCOME) && !e.getKey().equals("email"))
        .allMatch(e -> stored(e.getKey(), e.getValue()).equals(user.getValue(e.getKey())));
  }

  /** A value as the directory keeps it. */
  private static Object stored(String field, Object value) {
    try {
      return field.equals("locale") ? LocaleText.parse(value.toString()) : value;
    } catch (Failure notOne) {
      return value;
    }
  }
}
