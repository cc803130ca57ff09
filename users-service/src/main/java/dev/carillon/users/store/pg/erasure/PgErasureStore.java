package dev.carillon.users.store.pg.erasure;

import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserAddresses;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.ErasureStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Erasures on PostgreSQL. */
public final class PgErasureStore implements ErasureStore {
  /** $1 user. As erase_user() finds them. */
  private static final String ADDRESSES =
      """
      select coalesce(array_agg(distinct known.address order by known.address), '{}') as addresses
      from (
        select lower(email collate "C") as address from users where id = $1
        union all
        select lower(value.text collate "C")
        from audit_log entry
        join audit_value changed on changed.audit_id = entry.id and changed.field = 'email'
        cross join lateral (values (changed.before), (changed.after)) value(text)
        where entry.user_id = $1 and value.text is not null
      ) known
      where not exists (
        select from users other where lower(other.email collate "C") = known.address and other.id <> $1)
      """;

  /** $1 since, $2 and $3 time and id of the last one of the page before, $4 limit. */
  private static final String LIST =
      """
      select id, erased_at from erased_user
      where erased_at >= $1 and (erased_at, id) > ($2, $3) order by erased_at, id limit $4
      """;

  /** $1 user, $2 kinds, $3 how many of each. */
  private static final String NOTE =
      """
      with said as (
        update outbox set last_error = null
        where subject = 'user:' || $1::uuid and parked_at is not null and last_error is not null
      )
      insert into audit_value (audit_id, field, before, after)
      select entry.id, counted.kind, counted.n::text, '0'
      from (select id from audit_log where user_id = $1 and action = 'erased' order by at limit 1) entry,
           unnest($2::text[], $3::bigint[]) counted(kind, n)
      where counted.n > 0
      on conflict do nothing
      """;

  /** $1 users. An erasure waits in the outbox until the profile is gone too. */
  private static final String PRESENT =
      """
      select id from users where id = any($1)
      union
      select wanted.id from unnest($1::uuid[]) wanted(id)
        join outbox waiting on waiting.must_arrive and waiting.subject = 'user:' || wanted.id
      """;

  private final Guarded<? extends SqlClient> queries;
  private final Guarded<? extends SqlClient> writes;

  /** Uses connections that somebody else closes. */
  public PgErasureStore(Guarded<? extends SqlClient> queries, Guarded<? extends SqlClient> writes) {
    this.queries = queries;
    this.writes = writes;
  }

  @Override
  public Future<UserAddresses> addresses(UUID userId) {
    return queries
        .run(client -> PgFailures.PLAIN.run(client, ADDRESSES, Tuple.of(userId)))
        .map(
            rows ->
                new UserAddresses(List.of(rows.iterator().next().getArrayOfStrings("addresses"))));
  }

  @Override
  public Future<ErasurePage> list(ListErasures request) {
    Keyset from = Keyset.parse(request.page().cursor(), Keyset.START);
    int limit = request.page().limit();
    Instant since = Objects.requireNonNullElse(request.since(), Instant.EPOCH);
    Tuple values = Tuple.of(since.atOffset(ZoneOffset.UTC), from.at(), from.id(), limit + 1);
    return queries
        .run(client -> PgFailures.PLAIN.run(client, LIST, values))
        .map(
            rows -> {
              Paged<Erasure> page = Paged.of(rows, limit, "erased_at", PgErasureStore::erasure);
              return new ErasurePage(page.items(), page.next());
            });
  }

  private static Erasure erasure(Row row) {
    return new Erasure(row.getUUID("id"), row.getOffsetDateTime("erased_at").toInstant());
  }

  @Override
  public Future<Set<UUID>> present(Collection<UUID> userIds) {
    Tuple values = Tuple.tuple().addArrayOfUUID(userIds.toArray(UUID[]::new));
    return queries
        .run(client -> PgFailures.PLAIN.run(client, PRESENT, values))
        .map(
            rows -> {
              Set<UUID> present = new HashSet<>();
              rows.forEach(row -> present.add(row.getUUID(0)));
              return present;
            });
  }

  @Override
  public Future<Void> note(UUID userId, Map<String, Long> counts) {
    List<String> kinds = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    counts.forEach(
        (kind, n) -> {
          kinds.add(kind);
          numbers.add(n);
        });
    Tuple values =
        Tuple.of(userId)
            .addArrayOfString(kinds.toArray(String[]::new))
            .addArrayOfLong(numbers.toArray(Long[]::new));
    return writes.run(client -> PgFailures.PLAIN.run(client, NOTE, values)).mapEmpty();
  }
}
