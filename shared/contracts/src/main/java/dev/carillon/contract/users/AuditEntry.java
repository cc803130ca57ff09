package dev.carillon.contract.users;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done to a user.
 *
 * @param action such as {@code created} or {@code deactivated}
 * @param actor the principal who did it
 * @param traceId of the request that did it, as answers and logs name it
 * @param at when, by the database's clock
 * @param changes the values before and after; none once the user was erased
 */
public record AuditEntry(
    String action, String actor, String traceId, Instant at, List<Change> changes)
    implements JsonWritable {
  private static final Field ACTION = JsonOut.name("action");
  private static final Field ACTOR = JsonOut.name("actor");
  private static final Field TRACE_ID = JsonOut.name("traceId");
  private static final Field AT = JsonOut.name("at");
  private static final Field CHANGES = JsonOut.name("changes");
  private static final Field FIELD = JsonOut.name("field");
  private static final Field BEFORE = JsonOut.name("before");
  private static final Field AFTER = JsonOut.name("after");

  public AuditEntry {
    changes = List.copyOf(changes);
  }

  /** What became of one field; null where it had no value. */
  public record Change(String field, @Nullable String before, @Nullable String after)
      implements JsonWritable {
    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(FIELD).text(field).field(BEFORE).text(before);
      out.field(AFTER).text(after).endObject();
    }
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ACTION).text(action).field(ACTOR).text(actor);
    out.field(TRACE_ID).text(traceId).field(AT).time(at).field(CHANGES).array(changes).endObject();
  }
}
