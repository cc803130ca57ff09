package dev.carillon.notifier.store.pg.erasure;

import dev.carillon.notifier.domain.erasure.ErasedPerson;
import dev.carillon.notifier.domain.erasure.ErasureStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Erasures on PostgreSQL, in pieces: however much there is, each statement is short. */
public final class PgErasureStore implements ErasureStore {
  private static final int ERASED_AT_ONCE = 500;

  private final GuardedClient<Pool> controls;

  /** Uses connections that somebody else closes. */
  public PgErasureStore(GuardedClient<Pool> controls) {
    this.controls = controls;
  }

  @Override
  public Future<Boolean> begin(ErasedPerson person) {
    return controls
        .run(ErasureSql.BEGIN, Tuple.of(person.event(), person.userId(), at(person)))
        .compose(v -> controls.run(ErasureSql.IS_QUIET, Tuple.of(person.event())))
        .map(rows -> rows.iterator().next().getBoolean("quiet"));
  }

  @Override
  public Future<Integer> cancelPending(ErasedPerson person) {
    return close(person)
        .compose(v -> cancelSome(theirs(person)))
        .compose(left -> close(person).map(left)); // something may have been merged meanwhile
  }

  private Future<Void> close(ErasedPerson person) {
    return controls.run(ErasureSql.CLOSE_GIVEN_UP, theirs(person)).mapEmpty();
  }

  private static Tuple theirs(ErasedPerson person) {
    return Tuple.of(addresses(person), person.userId(), at(person));
  }

  private Future<Integer> cancelSome(Tuple values) {
    return controls
        .run(ErasureSql.CANCEL_PENDING, values)
        .map(rows -> rows.iterator().next())
        .compose(
            row ->
                row.getInteger("taken") > 0
                    ? cancelSome(values)
                    : Future.succeededFuture(row.getInteger("left")));
  }

  @Override
  public Future<Void> erase(ErasedPerson person) {
    return eraseSome(
            Tuple.of(
                person.event(), addresses(person), person.userId(), at(person), ERASED_AT_ONCE))
        .compose(
            v ->
                controls.run(
                    ErasureSql.ERASE_TRACES,
                    Tuple.of(person.event(), addresses(person), person.userId(), at(person))))
        .compose(v -> eraseNotifications(person));
  }

  private Future<Void> eraseNotifications(ErasedPerson person) {
    return controls
        .run(ErasureSql.ERASE_NOTIFICATIONS, Tuple.of(person.userId(), ERASED_AT_ONCE))
        .map(rows -> rows.iterator().next().getInteger("n"))
        .compose(
            n ->
                n == 0
                    ? Future.succeededFuture()
                    : controls
                        .run(ErasureSql.COUNT, Tuple.of(person.event(), "notifications", (long) n))
                        .compose(v -> eraseNotifications(person)));
  }

  private Future<Void> eraseSome(Tuple values) {
    return controls
        .run(ErasureSql.ERASE_MAILS, values)
        .compose(
            rows ->
                rows.iterator().next().getInteger("n") < ERASED_AT_ONCE
                    ? Future.succeededFuture()
                    : eraseSome(values));
  }

  @Override
  public Future<Map<String, Long>> finish(UUID event) {
    return controls
        .run(ErasureSql.FINISH, Tuple.of(event))
        .map(
            rows -> {
              Map<String, Long> counts = new TreeMap<>();
              rows.forEach(row -> counts.put(row.getString("kind"), row.getLong("n")));
              return counts;
            });
  }

  @Override
  public Future<List<ErasedPerson>> unswept(int most) {
    return controls
        .run(ErasureSql.UNSWEPT, Tuple.of(most))
        .map(
            rows -> {
              List<ErasedPerson> people = new ArrayList<>();
              rows.forEach(row -> people.add(person(row)));
              return people;
            });
  }

  @Override
  public Future<Void> swept(UUID event) {
    return controls.run(ErasureSql.SWEPT, Tuple.of(event)).mapEmpty();
  }

  private static ErasedPerson person(Row row) {
    return new ErasedPerson(
        row.getUUID("event_id"),
        row.getUUID("user_id"),
        List.of(),
        row.getOffsetDateTime("at").toInstant());
  }

  private static String[] addresses(ErasedPerson person) {
    return person.addresses().toArray(String[]::new);
  }

  private static OffsetDateTime at(ErasedPerson person) {
    return person.at().atOffset(ZoneOffset.UTC);
  }
}
