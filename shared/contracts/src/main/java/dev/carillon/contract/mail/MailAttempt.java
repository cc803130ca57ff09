package dev.carillon.contract.mail;

import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to send a mail.
 *
 * @param number of the try; one that was postponed does not count, and the next has its number
 * @param at when it ended
 * @param outcome {@code sent}, {@code refused} (never again), {@code declined} (refused, but not
 *     because of the recipient: again some times), {@code failed} (again later), {@code postponed}
 *     (the server was away; again soon) or {@code unknown}
 * @param phase how far the conversation with the server came
 * @param reply what the server or the network said
 */
public record MailAttempt(
    int number, Instant at, String outcome, @Nullable String phase, @Nullable String reply)
    implements JsonWritable {
  private static final Field NUMBER = JsonOut.name("number");
  private static final Field AT = JsonOut.name("at");
  private static final Field OUTCOME = JsonOut.name("outcome");
  private static final Field PHASE = JsonOut.name("phase");
  private static final Field REPLY = JsonOut.name("reply");

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(NUMBER).number(number).field(AT).time(at);
    out.field(OUTCOME).text(outcome).field(PHASE).text(phase).field(REPLY).text(reply).endObject();
  }
}
