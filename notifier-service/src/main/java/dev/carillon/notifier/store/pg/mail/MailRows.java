package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailContent;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailedTo;
import dev.carillon.contract.mail.Priority;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailRules;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes records of rows. */
public final class MailRows {
  private MailRows() {}

  static Mail withAttempts(Row row, Iterable<Row> failed) {
    List<MailAttempt> attempts = new ArrayList<>();
    for (Row attempt : failed) {
      attempts.add(
          new MailAttempt(
              attempt.getShort("n"),
              attempt.getOffsetDateTime("at").toInstant(),
              attempt.getString("outcome"),
              attempt.getString("phase"),
              attempt.getString("reply")));
    }
    if (state(row) == MailState.SENT) {
      attempts.add(
          new MailAttempt(
              row.getShort("attempt"),
              row.getOffsetDateTime("settled_at").toInstant(),
              "sent",
              "replied",
              row.getString("reply")));
    }
    return mail(row, attempts);
  }

  static MailPage page(RowSet<Row> rows, int limit) {
    Paged<Mail> page = Paged.of(rows, limit, "accepted_at", row -> mail(row, List.of()));
    return new MailPage(page.items(), page.next());
  }

  static Ledger ledger(RowSet<Row> rows) {
    Map<String, Long> states = new LinkedHashMap<>();
    long placed = 0;
    for (Row row : rows) {
      placed += row.getLong("n");
      if (row.getLong("n") > 0) {
        states.put(row.getString("state"), row.getLong("n"));
      }
    }
    Row totals = rows.iterator().next();
    long accepted = totals.getLong("accepted");
    long lost = totals.getLong("lost");
    long doubled = totals.getLong("doubled");
    long behind = totals.getLong("behind");
    boolean balanced = lost == 0 && doubled == 0 && accepted == placed + behind;
    return new Ledger(
        accepted,
        states,
        totals.getLong("told"),
        lost,
        doubled,
        behind == 0 ? null : behind,
        balanced);
  }

  /** Whether a mail that has a dedup key gives it to the next: it was not sent. */
  public static boolean isKeyFree(Row row) {
    return switch (state(row)) {
      case CANCELLED, DEAD, EXPIRED, SUPPRESSED -> true;
      default -> false;
    };
  }

  /** The answer to a request whose dedup key another mail has. */
  public static Accepted duplicate(Row row) {
    OffsetDateTime due = row.getOffsetDateTime("run_at");
    OffsetDateTime eta = due == null ? row.getOffsetDateTime("accepted_at") : due;
    return new Accepted(row.getUUID("id"), state(row), eta.toInstant(), null, true);
  }

  static MailRules rules(Row row) {
    return new MailRules(
        row.getOffsetDateTime("now").toInstant(),
        Duration.ofMillis(row.getLong("shift")),
        row.getBoolean("suppressed"),
        row.getBoolean("unsubscribed"),
        row.getBoolean("paused"),
        row.getBoolean("all_paused"),
        row.getString("servers"),
        row.getString("throttle"),
        time(row, "throttled_until"),
        row.getUUID("duplicate_of"),
        row.getUUID("replaces"));
  }

  static MailState state(Row row) {
    return MailState.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
  }

  private static Mail mail(Row row, List<MailAttempt> attempts) {
    return new Mail(
        row.getUUID("id"),
        state(row),
        to(row),
        row.getString("subject"),
        row.getString("message_id"),
        row.getOffsetDateTime("accepted_at").toInstant(),
        state(row) == MailState.HELD ? null : time(row, "run_at"),
        time(row, "expires_at"),
        time(row, "settled_at"),
        row.getString("reply"),
        row.getUUID("merged_into"),
        row.getString("template"),
        row.getString("topic"),
        row.getBoolean("critical"),
        priority(row.getShort("lane")),
        attempts,
        null);
  }

  static MailContent content(String body) {
    Content content = Json.readTolerantly(body, Content.class);
    return new MailContent(
        content.text(),
        content.html(),
        content.replyTo(),
        content.from(),
        content.headers(),
        content.attachments());
  }

  /** The lowest id of version 7 that is made in the millisecond of a moment; all ids for none. */
  static UUID firstId(@Nullable Instant at) {
    return at == null || at.isBefore(Instant.EPOCH)
        ? new UUID(0, 0)
        : new UUID(at.toEpochMilli() << 16, 0);
  }

  /** Before which ids a page is: of the one before it, or of a moment; that is the last. */
  static UUID before(Keyset cursor, @Nullable Instant until) {
    UUID last = cursor.id();
    if (until == null) {
      return last;
    }
    UUID bound = firstId(until.plusNanos(999_999)); // whoever was accepted in its millisecond is in
    return last.toString().compareTo(bound.toString()) < 0 ? last : bound;
  }

  /** The lowest lane is sent first. */
  public static short lane(Priority priority) {
    return switch (priority) {
      case HIGH -> 0;
      case NORMAL -> 1;
      case LOW -> 2;
    };
  }

  private static Priority priority(short lane) {
    return switch (lane) {
      case 0 -> Priority.HIGH;
      case 2 -> Priority.LOW;
      default -> Priority.NORMAL;
    };
  }

  /** That of a column; null where it has none. */
  public static @Nullable Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable MailedTo to(Row row) {
    UUID userId = row.getUUID("user_id");
    String address = row.getString("recipient");
    return userId == null && address == null
        ? null
        : new MailedTo(userId, address, row.getString("recipient_name"));
  }
}
