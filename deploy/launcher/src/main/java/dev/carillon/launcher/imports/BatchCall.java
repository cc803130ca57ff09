package dev.carillon.launcher.imports;

import dev.carillon.launcher.imports.Batch.Entry;
import dev.carillon.launcher.imports.http.ApiSession;
import dev.carillon.launcher.imports.http.Stop;
import dev.carillon.launcher.imports.http.StoppedException;
import dev.carillon.launcher.imports.journal.ImportState.Counts;
import dev.carillon.launcher.imports.row.Fields;
import dev.carillon.launcher.imports.row.RowFault;
import dev.carillon.launcher.imports.row.SourceRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * Has the API take a batch in. The keys of its requests are made of the import and the rows, so
 * that whoever asks again, also after a crash, gets the answers that were given before.
 */
final class BatchCall {
  private static final String PATH = "/v1/users/batch";
  private static final String FAILED = "failed";
  private static final String CONFLICT = "conflict";
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

  /** Collects outcomes. */
  private static final class Tally {
    private final TreeMap<Long, JsonObject> refused = new TreeMap<>();
    private final List<String> inactive = new ArrayList<>();
    private long created;
    private long present;

    void refuse(SourceRow row, RowFault why) {
      refused.put(
          row.number(),
          JsonObject.of("row", row.number())
              .put("field", why.field())
              .put("code", why.code())
              .put("message", why.message())
              .put("data", row.columns()));
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
    List<Entry> open = batch.askable();
    for (int round = 0; !open.isEmpty(); round++) {
      open = ask(key + (round == 0 ? "" : "-" + round), open, round == ROUNDS, tally);
      if (!open.isEmpty() && stop.within(BETWEEN_ROUNDS)) {
        throw new StoppedException();
      }
    }
    if (!tally.inactive.isEmpty()) {
      api.post(
          PATH,
          key + "-off",
          items(tally.inactive, user -> JsonObject.of("op", "deactivate", "id", user)));
    }
    return new Outcome(
        new Counts(tally.created, tally.present, tally.refused.size()),
        List.copyOf(tally.refused.values()));
  }

  /** Those that may be asked again. */
  private List<Entry> ask(String key, List<Entry> open, boolean last, Tally tally)
      throws InterruptedException, StoppedException {
    JsonArray outcomes =
        api.post(
                PATH,
                key,
                items(open, entry -> JsonObject.of("op", "create", "user", entry.user())))
            .getJsonArray("items");
    List<Entry> again = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Entry entry = open.get(i);
      JsonObject outcome = outcomes.getJsonObject(i);
      if (!outcome.getString("result").equals(FAILED)) {
        tally.created++;
        if (entry.inactive()) {
          tally.inactive.add(outcome.getString("id"));
        }
      } else if (PASSING.contains(outcome.getString("code")) && !last) {
        again.add(entry);
      } else if (skipExisting && outcome.getString("code").equals(CONFLICT) && isThere(entry)) {
        tally.present++;
      } else {
        tally.refuse(entry.row(), fault(outcome));
      }
    }
    return again;
  }

  private static <T> JsonObject items(List<T> of, Function<T, JsonObject> item) {
    return JsonObject.of("items", new JsonArray(of.stream().map(item).toList()));
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

  /** Whether a user has every value of the row. */
  private boolean isThere(Entry entry) throws InterruptedException, StoppedException {
    JsonObject wanted = entry.user();
    if (wanted == null || !(wanted.getValue("email") instanceof String email)) {
      return false;
    }
    JsonArray found =
        api.get("/v1/users?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
            .getJsonArray("items");
    if (found.isEmpty()) {
      return false;
    }
    JsonObject user = found.getJsonObject(0);
    return wanted.stream()
        .filter(e -> !e.getKey().equals(Fields.WELCOME) && !e.getKey().equals("email"))
        .allMatch(e -> e.getValue().equals(user.getValue(e.getKey())));
  }
}
