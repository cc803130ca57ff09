package dev.carillon.users.store.pg.keys;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.KeyStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API keys on PostgreSQL. */
public final class PgKeyStore implements KeyStore {
  private static final String BY_NAME = "name";
  private static final PgFailures FAILURES =
      new PgFailures(
          Map.of("api_key_pkey", "/name", "api_key_name", "/name", "api_key_hash", "/sha256"));

  private final Guarded<? extends SqlClient> checks;
  private final Guarded<? extends SqlClient> reads;
  private final Guarded<? extends SqlClient> writes;
  private final int most;

  /**
   * Over connections that somebody else closes.
   *
   * @param checks for what gateways ask all the time
   * @param most how many keys may be good at a time
   */
  public PgKeyStore(
      Guarded<? extends SqlClient> checks,
      Guarded<? extends SqlClient> reads,
      Guarded<? extends SqlClient> writes,
      int most) {
    this.checks = checks;
    this.reads = reads;
    this.writes = writes;
    this.most = most;
  }

  @Override
  public Future<ApiKey> create(CreateKey request, String creator) {
    Tuple values =
        Tuple.of(
            request.name(),
            buffer(request.sha256()),
            request.scopes().toArray(String[]::new),
            creator,
            time(request.expiresAt()),
            (long) most);
    return run(writes, KeySql.CREATE, values).map(rows -> created(rows.iterator().next()));
  }

  private ApiKey created(Row row) {
    if (!row.getBoolean("timely")) {
      throw Failure.invalid("/expiresAt", "must lie ahead");
    }
    if (!row.getBoolean("room")) {
      throw Failure.of(
          FailureCode.CONFLICT,
          "There are " + most + " keys already, as many as CARILLON_KEYS_MAX allows");
    }
    return key(row);
  }

  @Override
  public Future<ApiKey> get(String name) {
    return run(reads, KeySql.GET, Tuple.of(name))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.notFound("key", name);
              }
              return key(rows.iterator().next());
            });
  }

  @Override
  public Future<KeyPage> list(ListKeys request) {
    Cursor from = Cursor.parse(request.page().cursor(), BY_NAME);
    int limit = request.page().limit();
    return run(reads, KeySql.LIST, Tuple.of(from == null ? "" : from.id(), limit + 1))
        .map(
            rows -> {
              Paged<ApiKey> page = Paged.of(rows, limit, PgKeyStore::key, PgKeyStore::cursor);
              return new KeyPage(page.items(), page.next());
            });
  }

  @Override
  public Future<Void> revoke(String name, String revoker) {
    return run(writes, KeySql.REVOKE, Tuple.of(name, revoker))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.notFound("key", name);
              }
              return null;
            });
  }

  @Override
  public Future<VerifiedKeys> verify(List<String> hashes) {
    Buffer[] wanted = hashes.stream().map(PgKeyStore::buffer).toArray(Buffer[]::new);
    return run(checks, KeySql.VERIFY, Tuple.of((Object) wanted)).map(PgKeyStore::verified);
  }

  @Override
  public Future<Long> version(List<String> used) {
    return (used.isEmpty()
            ? run(checks, KeySql.VERSION, Tuple.tuple())
            : run(checks, KeySql.USED, Tuple.of((Object) used.toArray(String[]::new))))
        .map(rows -> rows.iterator().next().getLong("version"));
  }

  private static VerifiedKeys verified(RowSet<Row> rows) {
    long version = 0;
    List<VerifiedKeys.Good> good = new ArrayList<>();
    for (Row row : rows) {
      version = row.getLong("version");
      if (row.getString("name") != null) {
        good.add(
            new VerifiedKeys.Good(
                HexFormat.of().formatHex(row.getBuffer("hash").getBytes()),
                row.getString("name"),
                List.of(row.getArrayOfStrings("scopes")),
                instant(row, "expires_at")));
      }
    }
    return new VerifiedKeys(version, good);
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        row.getString("name"),
        List.of(row.getArrayOfStrings("scopes")),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getString("created_by"),
        instant(row, "last_used"),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        row.getString("revoked_by"));
  }

  private static String cursor(Row last) {
    String name = last.getString("name");
    return new Cursor(BY_NAME, Doc.of(name), name).text();
  }

  private static Future<RowSet<Row>> run(
      Guarded<? extends SqlClient> connections, String sql, Tuple values) {
    return connections.run(client -> FAILURES.run(client, sql, values));
  }

  private static Buffer buffer(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
