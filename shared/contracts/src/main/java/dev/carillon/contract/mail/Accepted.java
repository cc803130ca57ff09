package dev.carillon.contract.mail;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The mail is stored: it will be sent.
 *
 * @param id where to ask after it
 * @param state where it stands
 * @param eta when it goes out, unless something holds it up
 * @param undoUntil until when it can be called back for sure, where that was asked for
 * @param duplicate whether it is an earlier mail with the same {@code dedupKey}, and nothing new
 */
public record Accepted(
    UUID id, MailState state, Instant eta, @Nullable Instant undoUntil, boolean duplicate)
    implements JsonWritable {
  private static final Field ID = JsonOut.name("id");
  private static final Field STATE = JsonOut.name("state");
  private static final Field ETA = JsonOut.name("eta");
  private static final Field UNDO_UNTIL = JsonOut.name("undoUntil");
  private static final Field DUPLICATE = JsonOut.name("duplicate");

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ID).uuid(id).field(STATE).text(state.lower()).field(ETA).time(eta);
    out.field(UNDO_UNTIL).time(undoUntil).field(DUPLICATE).bool(duplicate).endObject();
  }
}
