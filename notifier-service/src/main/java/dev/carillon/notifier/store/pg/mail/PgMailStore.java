package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.KeptPage;
import dev.carillon.contract.mail.Ledger;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.ListTraces;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.contract.mail.MailTraces;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.mail.MailRules;
import dev.carillon.notifier.domain.mail.MailStore;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.mail.QueueDepth;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.places.StatePlaces;
import dev.carillon.notifier.store.pg.timeline.TimelineRows;
import dev.carillon.store.pg.Keyset;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;

/** Reads accepted mail from PostgreSQL. */
public final class PgMailStore implements MailStore {
  /** So many subjects does a page look at, whatever else is asked for. */
  private static final int SUBJECTS_AT_ONCE = 20_000;

  /** The same where each find is asked for its state, which costs more. */
  private static final int SUBJECTS_OF_A_STATE = 5_000;

  private final GuardedClient<SqlClient> reads;
  private final GuardedClient<SqlClient> lists;
  private final GuardedClient<SqlClient> counts;
  private final PgLedger ledger;

  /**
   * Uses connections that somebody else closes.
   *
   * @param reads for one mail
   * @param lists for pages
   * @param counts for what takes longer, so that only its like waits for it
   */
  public PgMailStore(
      GuardedClient<SqlClient> reads,
      GuardedClient<SqlClient> lists,
      GuardedClient<SqlClient> counts) {
    this.counts = counts;
    this.ledger = new PgLedger(counts::runPlanned, PgLedger.AT_ONCE);
    this.reads = reads;
    this.lists = lists;
  }

  @Override
  public Future<Mail> get(UUID id) {
    return get(reads::run, id);
  }

  /**
   * Reads one with its attempts, wherever statements run. NOT_FOUND.
   *
   * @param run runs a statement with its values
   */
  public static Future<Mail> get(BiFunction<String, Tuple, Future<RowSet<Row>>> run, UUID id) {
    return run.apply(MailSql.GET, Tuple.of(id))
        .compose(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("mail", id);
              }
              Row mail = rows.iterator().next();
              return run.apply(MailSql.ATTEMPTS, Tuple.of(id))
                  .map(attempts -> MailRows.withAttempts(mail, attempts));
            });
  }

  @Override
  public Future<Mail> content(UUID id) {
    return get(id)
        .compose(
            mail ->
                reads
                    .run(MailSql.BODY, Tuple.of(id))
                    .map(
                        rows -> {
                          String body =
                              rows.size() == 0 ? null : rows.iterator().next().getString("body");
                          if (body == null) {
                            throw Failure.of(
                                FailureCode.CONFLICT, "The content of the mail is no longer kept");
                          }
                          return mail.saying(MailRows.content(body));
                        }));
  }

  @Override
  public Future<MailTimeline> timeline(UUID id) {
    return TimelineRows.of(id, reads);
  }

  @Override
  public Future<MailPage> list(ListMails request) {
    Keyset cursor = Keyset.parse(request.page().cursor(), Keyset.END);
    UUID before = MailRows.before(cursor, request.until());
    UUID from = MailRows.firstId(request.from());
    if (request.subject() == null) {
      return list(request, before, from);
    }
    int stretch = request.state() == null ? SUBJECTS_AT_ONCE : SUBJECTS_OF_A_STATE;
    return lists
        .run(MailSql.horizon(request), whose(request, Tuple.of(before, stretch, from)))
        .compose(
            rows ->
                rows.size() == 0
                    ? list(request, before, from)
                    : search(request, before, rows.iterator().next()));
  }

  /** With address and user where they are asked for. */
  private static Tuple whose(ListMails request, Tuple values) {
    if (request.to() != null) {
      values.addString(request.to());
    }
    if (request.userId() != null) {
      values.addUUID(request.userId());
    }
    return values;
  }

  /** Down to a last one; what is before that is for the next page. */
  private Future<MailPage> search(ListMails request, UUID before, Row last) {
    Keyset end = new Keyset(last.getOffsetDateTime("accepted_at"), last.getUUID("id"));
    return list(request, before, end.id())
        .map(page -> page.next() == null ? new MailPage(page.items(), end.cursor()) : page);
  }

  private Future<MailPage> list(ListMails request, UUID before, UUID from) {
    int limit = request.page().limit();
    Tuple values = whose(request, Tuple.of(before, limit + 1, from));
    if (request.template() != null) {
      values.addString(request.template());
    }
    if (request.subject() != null) {
      values.addString(request.subject());
    }
    if (request.state() != null) {
      values.addString(request.state().lower());
    }
    return statement(request)
        .compose(sql -> lists.run(sql, values))
        .map(rows -> MailRows.page(rows, limit));
  }

  /** Ready mail is in no index: whether the whole queue can be looked at depends on its length. */
  private Future<String> statement(ListMails request) {
    return request.state() == MailState.READY && MailSql.isByStateAlone(request)
        ? lists
            .run(StatePlaces.IS_QUEUE_SHORT, Tuple.tuple())
            .map(
                rows ->
                    rows.iterator().next().getBoolean("short")
                        ? MailSql.list(request)
                        : MailSql.walk(request))
        : Future.succeededFuture(MailSql.list(request));
  }

  @Override
  public Future<KeptPage> kept(ListKept request) {
    return new KeptMails(reads, request).page();
  }

  @Override
  public Future<MailTraces> traces(ListTraces request) {
    return KeptMails.traces(reads, request.addresses().toArray(String[]::new));
  }

  @Override
  public Future<Ledger> ledger() {
    return ledger.read();
  }

  @Override
  public Future<QueueDepth> depth() {
    return counts.runPlanned(DepthSql.DEPTH, Tuple.tuple()).map(PgMailStore::depth);
  }

  private static QueueDepth depth(RowSet<Row> rows) {
    List<QueueDepth.Lane> lanes = new ArrayList<>();
    Map<String, Long> known = new HashMap<>();
    for (Row row : rows) {
      if (row.getString("what").equals("lane")) {
        lanes.add(
            new QueueDepth.Lane(
                row.getInteger("lane"),
                row.getLong("n"),
                row.getLong("first_chunk"),
                row.getDouble("overdue")));
      } else {
        known.put(row.getString("what"), row.getLong("n"));
      }
    }
    return new QueueDepth(lanes, known, known.getOrDefault("lastChunk", 0L));
  }

  @Override
  public Future<MailRules> rules(NewMail mail) {
    String dedupKey = mail.schedule().dedupKey();
    Tuple values =
        MailSql.RULES
            .values()
            .set("address", mail.recipient())
            .set("topic", mail.tags().topic())
            .set("critical", mail.tags().critical())
            .set("template", mail.tags().template())
            .set("dedupKey", dedupKey == null ? null : mail.scoped(dedupKey))
            .set("windowKey", mail.schedule().window() == null ? null : mail.windowKey())
            .tuple();
    return reads
        .run(MailSql.RULES.sql(), values)
        .map(rows -> MailRows.rules(rows.iterator().next()));
  }
}
