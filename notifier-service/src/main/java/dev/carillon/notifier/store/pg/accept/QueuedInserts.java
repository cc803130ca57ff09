package dev.carillon.notifier.store.pg.accept;

import dev.carillon.contract.mail.Accepted;
import dev.carillon.contract.mail.MailState;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.store.pg.mail.MailRows;
import dev.carillon.notifier.store.pg.mail.MailSql;
import dev.carillon.notifier.store.pg.queue.Places;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts mails into the queue, wherever statements run, and looks at their dedup keys. */
final class QueuedInserts {
  /** Each follows a change of who has the key: that a third is needed takes three who race. */
  private static final int LOOKS_FOR_A_KEY = 5;

  /** Into the queue. One statement; more if a key was there already. Answers in their order. */
  static Future<List<Accepted>> all(SqlClient on, List<NewMail> mails, Places places) {
    return enqueue(on, mails, null, places, LOOKS_FOR_A_KEY);
  }

  /** Into the queue, a mail that takes the place of another, if it does. */
  static Future<Accepted> one(SqlClient on, NewMail mail, @Nullable UUID replaced, Places places) {
    return enqueue(on, List.of(mail), replaced, places, LOOKS_FOR_A_KEY).map(all -> all.get(0));
  }

  static Tuple values(List<NewMail> mails, @Nullable UUID replaced, Places places) {
    return MailValues.of(mails)
        .addArrayOfOffsetDateTime(
            MailValues.each(mails, MailValues.TIMES, m -> MailValues.time(m.schedule().sendAt())))
        .addArrayOfLong(
            MailValues.each(mails, Long[]::new, m -> MailValues.millis(m.schedule().delay())))
        .addArrayOfString(MailValues.each(mails, String[]::new, MailValues::dedupKey))
        .addArrayOfString(MailValues.each(mails, String[]::new, NewMail::sender))
        .addArrayOfUUID(MailValues.each(mails, UUID[]::new, MailValues::request))
        .addArrayOfUUID(MailValues.each(mails, UUID[]::new, m -> replaced))
        .addArrayOfLong(before(mails, places))
        .addArrayOfLong(MailValues.each(mails, Long[]::new, MailValues::span));
  }

  private static Future<List<Accepted>> enqueue(
      SqlClient on, List<NewMail> mails, @Nullable UUID replaced, Places places, int looks) {
    if (mails.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return PgFailures.PLAIN
        .run(on, AcceptSql.ENQUEUE, values(mails, replaced, places))
        .compose(
            rows -> {
              Map<UUID, Accepted> answers = new HashMap<>();
              Map<UUID, Row> stored = new HashMap<>();
              rows.forEach(row -> stored.put(row.getUUID("id"), row));
              List<NewMail> others = new ArrayList<>();
              for (NewMail mail : mails) {
                Row row = stored.get(mail.id());
                if (row == null) {
                  others.add(mail);
                } else {
                  answers.put(mail.id(), stored(mail, row));
                }
              }
              return addDuplicates(on, others, answers, places, looks)
                  .map(v -> mails.stream().map(m -> answers.get(m.id())).toList());
            });
  }

  /** For each mail the place behind which it goes; one for all of a sender and lane. */
  private static Long[] before(List<NewMail> mails, Places places) {
    record Flow(short lane, @Nullable String sender) {}
    Function<NewMail, Flow> flow =
        mail -> new Flow(MailRows.lane(mail.schedule().priority()), mail.sender());
    Map<Flow, Integer> now = new HashMap<>();
    mails.forEach(m -> now.merge(flow.apply(m), m.schedule().mustWait() ? 0 : 1, Integer::sum));
    Map<Flow, Long> before = new HashMap<>();
    now.forEach((of, n) -> before.put(of, places.place(of.lane(), of.sender(), n)));
    return MailValues.each(mails, Long[]::new, m -> before.getOrDefault(flow.apply(m), 0L));
  }

  /**
   * Answers for mails whose keys others have: they are duplicates of those, unless those were not
   * sent or are not known any more; then the keys are free, and these are stored after all.
   */
  private static Future<Void> addDuplicates(
      SqlClient on, List<NewMail> mails, Map<UUID, Accepted> answers, Places places, int looks) {
    if (mails.isEmpty()) {
      return Future.succeededFuture();
    }
    return earlier(on, mails)
        .compose(
            earlier -> {
              List<NewMail> free = new ArrayList<>();
              for (NewMail mail : mails) {
                Row row = earlier.get(MailValues.dedupKey(mail));
                if (row == null || MailRows.isKeyFree(row)) {
                  free.add(mail);
                } else {
                  answers.put(mail.id(), MailRows.duplicate(row));
                }
              }
              return free.isEmpty()
                  ? Future.succeededFuture()
                  : storeUnderFreeKeys(on, free, answers, places, looks);
            });
  }

  private static Future<Void> storeUnderFreeKeys(
      SqlClient on, List<NewMail> mails, Map<UUID, Accepted> answers, Places places, int looks) {
    if (looks == 0) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAVAILABLE, "Mails with this dedupKey are changing too fast"));
    }
    return PgFailures.PLAIN
        .run(on, AcceptSql.FREE_KEYS, Tuple.tuple().addArrayOfString(keys(mails)))
        .compose(v -> enqueue(on, mails, null, places, looks - 1))
        .map(
            all -> {
              for (int i = 0; i < mails.size(); i++) {
                answers.put(mails.get(i).id(), all.get(i));
              }
              return null;
            });
  }

  /** The mails that have the keys of these. */
  private static Future<Map<String, Row>> earlier(SqlClient on, List<NewMail> mails) {
    return PgFailures.PLAIN
        .run(on, MailSql.BY_DEDUP_KEY, Tuple.tuple().addArrayOfString(keys(mails)))
        .map(
            rows -> {
              Map<String, Row> earlier = new HashMap<>();
              rows.forEach(row -> earlier.put(row.getString("key"), row));
              return earlier;
            });
  }

  private static String[] keys(List<NewMail> mails) {
    return mails.stream().map(MailValues::dedupKey).distinct().toArray(String[]::new);
  }

  static Accepted stored(NewMail mail, Row row) {
    boolean later = row.getBoolean("later");
    Instant eta = row.getOffsetDateTime("eta").toInstant();
    return new Accepted(
        mail.id(),
        later ? MailState.SCHEDULED : MailState.READY,
        eta,
        later && mail.schedule().undo() ? MailRows.time(row, "run_at") : null,
        false);
  }

  private QueuedInserts() {}
}
