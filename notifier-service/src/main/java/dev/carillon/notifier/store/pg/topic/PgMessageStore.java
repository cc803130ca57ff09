package dev.carillon.notifier.store.pg.topic;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicNames;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicPositions;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.notifier.domain.topic.MessageStore;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.Stored;
import dev.carillon.notifier.domain.topic.TopicBounds;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Messages of durable topics on PostgreSQL. */
public final class PgMessageStore implements MessageStore {
  /** A page of messages; one that is longer alone is a page too. */
  private static final int PAGE_BYTES = 1 << 20;

  /** Of each topic at a time. */
  private static final int TRIMMED = 500;

  /** Another commit with the same id of a message came first: then it is known. */
  private static final int TRIES = 3;

  private final GuardedClient<Pool> writes;
  private final GuardedClient<SqlClient> reads;
  private final RepeatableWrites keyed;

  /** Uses connections that somebody else closes. */
  public PgMessageStore(GuardedClient<Pool> writes, GuardedClient<SqlClient> reads) {
    this.writes = writes;
    this.reads = reads;
    this.keyed = new RepeatableWrites(writes);
  }

  @Override
  public Future<List<Outcome<Stored>>> store(List<Publish> publishes) {
    return store(publishes, 1)
        .map(all -> all.stream().<Outcome<Stored>>map(Outcome.Success::new).toList());
  }

  private Future<List<Stored>> store(List<Publish> publishes, int attempt) {
    return writes
        .use(pool -> storeOn(pool, publishes))
        .recover(e -> isAgain(e, attempt) ? store(publishes, attempt + 1) : Future.failedFuture(e));
  }

  private static boolean isAgain(Throwable e, int attempt) {
    return attempt < TRIES && e instanceof Failure f && f.code() == FailureCode.CONFLICT;
  }

  @Override
  public Future<Boolean> admit(String topic, String owner, TopicBounds bounds) {
    return admit(Tuple.of(topic, owner, bounds.topicsOfKey(), (long) bounds.topics()), 1);
  }

  private Future<Boolean> admit(Tuple values, int attempt) {
    return writes
        .run(MessageSql.ADMIT, values)
        .map(rows -> rows.iterator().next().getBoolean("there"))
        .recover(e -> isAgain(e, attempt) ? admit(values, attempt + 1) : Future.failedFuture(e));
  }

  @Override
  public Future<Stored> storeOnce(Publish publish, IdempotencyKey key) {
    List<TopicMessage> fresh = new ArrayList<>();
    return keyed
        .once(
            key,
            Published.class,
            on ->
                storeOn(on, List.of(publish))
                    .map(
                        stored -> {
                          fresh.addAll(stored.get(0).fresh());
                          return stored.get(0).answer();
                        }))
        .map(
            done ->
                new Stored(done.answer(), done.replayed() ? List.of() : fresh, done.replayed()));
  }

  private static Future<List<Stored>> storeOn(SqlClient on, List<Publish> publishes) {
    List<String> topics = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<String> bodies = new ArrayList<>();
    for (Publish publish : publishes) {
      for (int i = 0; i < publish.messages().size(); i++) {
        topics.add(publish.topic());
        ids.add(publish.messages().get(i).id());
        bodies.add(publish.bodies().get(i));
      }
    }
    Tuple values =
        Tuple.of(
            topics.toArray(new String[0]),
            ids.toArray(new String[0]),
            bodies.toArray(new String[0]));
    return PgFailures.PLAIN
        .run(on, MessageSql.STORE, values)
        .map(rows -> stored(publishes, rows.iterator()));
  }

  private static List<Stored> stored(List<Publish> publishes, Iterator<Row> rows) {
    List<Stored> all = new ArrayList<>();
    for (Publish publish : publishes) {
      List<Long> seqs = new ArrayList<>();
      List<TopicMessage> fresh = new ArrayList<>();
      String epoch = "";
      for (NewMessage message : publish.messages()) {
        Row row = rows.next();
        epoch = row.getString("epoch");
        seqs.add(row.getLong("seq"));
        if (row.getBoolean("fresh")) {
          fresh.add(
              new TopicMessage(
                  row.getLong("seq"),
                  row.getOffsetDateTime("at").toInstant(),
                  message.id(),
                  message.data()));
        }
      }
      Long last = Collections.max(seqs);
      all.add(new Stored(new Published(epoch, last, seqs.size() == 1 ? null : seqs), fresh, false));
    }
    return all;
  }

  @Override
  public Future<TopicPage> read(ReadTopic request) {
    Tuple values =
        Tuple.of(
            request.topic(),
            request.since(),
            request.from() == null ? null : request.from().atOffset(ZoneOffset.UTC),
            request.limit(),
            PAGE_BYTES);
    return reads.run(MessageSql.READ, values).map(PgMessageStore::page);
  }

  private static TopicPage page(RowSet<Row> rows) {
    List<TopicMessage> messages = new ArrayList<>();
    String epoch = "";
    long last = 0;
    for (Row row : rows) {
      epoch = row.getString("epoch");
      last = row.getLong("last");
      if (row.getLong("seq") != null) {
        messages.add(
            new TopicMessage(
                row.getLong("seq"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("id"),
                Doc.asWritten(row.getString("body").getBytes(StandardCharsets.UTF_8))));
      }
    }
    return new TopicPage(epoch, last, messages);
  }

  @Override
  public Future<TopicPositions> positions(TopicNames topics) {
    Tuple names = Tuple.tuple().addArrayOfString(topics.topics().toArray(new String[0]));
    return reads
        .run(MessageSql.POSITIONS, names)
        .map(
            rows -> {
              List<TopicPositions.At> all = new ArrayList<>();
              rows.forEach(
                  row ->
                      all.add(
                          new TopicPositions.At(
                              row.getString("name"), row.getString("epoch"), row.getLong("seq"))));
              return new TopicPositions(all);
            });
  }

  @Override
  public Future<List<Kept>> kept(String after, int limit) {
    return reads
        .run(MessageSql.KEPT, Tuple.of(after, limit))
        .map(
            rows -> {
              List<Kept> all = new ArrayList<>();
              rows.forEach(
                  row ->
                      all.add(
                          new Kept(
                              row.getLong("id"),
                              row.getString("name"),
                              row.getLong("seq"),
                              row.getLong("bytes"),
                              row.getLong("oldest"),
                              row.getLong("behind"),
                              row.getLong("age"))));
              return all;
            });
  }

  @Override
  public Future<Integer> trim(List<Cut> cuts) {
    if (cuts.isEmpty()) {
      return Future.succeededFuture(0);
    }
    Tuple values =
        Tuple.of(
            cuts.stream().map(Cut::id).toArray(Long[]::new),
            cuts.stream().map(Cut::upTo).toArray(Long[]::new),
            cuts.stream().map(Cut::ageMillis).toArray(Long[]::new),
            cuts.stream().map(Cut::bytes).toArray(Long[]::new),
            TRIMMED);
    return writes.run(MessageSql.TRIM, values).map(RowSet::rowCount);
  }

  @Override
  public Future<Integer> forget(List<Long> ids, Duration unused) {
    return ids.isEmpty()
        ? Future.succeededFuture(0)
        : writes
            .run(MessageSql.FORGET, Tuple.of(ids.toArray(Long[]::new), unused.toMillis()))
            .map(RowSet::rowCount);
  }
}
