package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Explanation;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which rules apply to a mail that is not stored. */
final class Explaining {
  private Explaining() {}

  static Tuple values(NewMail mail) {
    return Tuple.of(
        mail.recipient(),
        mail.tags().topic(),
        mail.tags().critical(),
        mail.tags().template(),
        scoped(mail, mail.schedule().dedupKey()),
        mail.schedule().window() == null ? null : mail.windowKey());
  }

  static Explanation explain(NewMail mail, Row row) {
    Instant now = row.getOffsetDateTime("now").toInstant();
    Instant earliest = earliest(mail.schedule(), now);
    List<String> rules = new ArrayList<>();
    MailState state = state(mail, row, now, earliest, rules);
    if (row.getBoolean("all_paused")) {
      rules.add("all mail is paused");
    }
    if (row.getString("servers") != null) {
      rules.add("nothing goes through " + row.getString("servers") + ", which is paused");
    }
    OffsetDateTime until = row.getOffsetDateTime("throttled_until");
    boolean throttled = until != null && state == MailState.HELD && !row.getBoolean("paused");
    return new Explanation(
        new Recipient(null, mail.recipient(), mail.recipientName()),
        mail.subject(),
        mail.content().text(),
        mail.content().html(),
        state,
        throttled ? until.toInstant() : earliest,
        rules,
        row.getUUID("duplicate_of"),
        row.getUUID("replaces"));
  }

  /** In the order in which the queue asks; the first that applies decides. */
  private static MailState state(
      NewMail mail, Row row, Instant now, Instant earliest, List<String> rules) {
    Instant expires = mail.schedule().expiresAt();
    if (expires != null && !expires.isAfter(earliest)) {
      rules.add("it expires at " + expires + ", before it can go out");
      return MailState.EXPIRED;
    }
    if (row.getBoolean("suppressed")) {
      rules.add("the address wants no mail");
      return MailState.SUPPRESSED;
    }
    if (row.getBoolean("unsubscribed")) {
      rules.add("the address wants no mail of the topic " + mail.tags().topic());
      return MailState.SUPPRESSED;
    }
    if (row.getBoolean("paused")) {
      rules.add("mail of the template " + mail.tags().template() + " is paused");
      return MailState.HELD;
    }
    String throttle = row.getString("throttle");
    if (throttle != null) {
      rules.add("the throttle " + throttle + " has let enough through for now");
      return MailState.HELD;
    }
    if (earliest.isAfter(now)) {
      rules.add("it waits for its time");
      return MailState.SCHEDULED;
    }
    return MailState.READY;
  }

  private static Instant earliest(MailSchedule terms, Instant now) {
    Instant asked = terms.delay() == null ? terms.sendAt() : now.plus(terms.delay());
    return asked == null || asked.isBefore(now) ? now : asked;
  }

  private static @Nullable String scoped(NewMail mail, @Nullable String key) {
    return key == null ? null : mail.scoped(key);
  }
}
