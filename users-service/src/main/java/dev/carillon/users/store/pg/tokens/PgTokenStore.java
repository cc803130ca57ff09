package dev.carillon.users.store.pg.tokens;

import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.users.domain.tokens.TokenStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys, tickets and revocations on PostgreSQL. */
public final class PgTokenStore implements TokenStore {
  private static final double MILLIS = 1_000;

  private final Guarded<? extends SqlClient> checks;
  private final Guarded<? extends SqlClient> writes;
  private final RevocationRows rows = new RevocationRows();

  /**
   * Over connections that somebody else closes.
   *
   * @param checks for what gateways ask all the time
   */
  public PgTokenStore(Guarded<? extends SqlClient> checks, Guarded<? extends SqlClient> writes) {
    this.checks = checks;
    this.writes = writes;
  }

  @Override
  public Future<Permit> permit(
      UUID user, String minter, boolean ofFile, Duration ttl, Duration longest) {
    Tuple values = Tuple.of(user, minter, ofFile, seconds(ttl), seconds(longest));
    return run(writes, TokenSql.PERMIT, values).map(found -> permit(user, one(found)));
  }

  private static Permit permit(UUID user, Row row) {
    Boolean active = row.getBoolean("active");
    if (!row.getBoolean("allowed")) {
      throw Failure.of(FailureCode.UNAUTHENTICATED, "The API key is good no more");
    }
    if (active == null) {
      throw Failure.notFound("user", user);
    }
    if (!active) {
      throw inactive(user);
    }
    Buffer key = row.getBuffer("private_key");
    return new Permit(
        instant(row, "at"),
        instant(row, "ends"),
        row.getString("kid"),
        key == null ? null : Base64.getEncoder().encodeToString(key.getBytes()));
  }

  @Override
  public Future<UUID> admit(AdmitUser who, Duration longest) {
    Tuple values =
        Tuple.of(
            who.userId(),
            who.externalId(),
            who.issuedAt().atOffset(ZoneOffset.UTC),
            seconds(longest));
    return run(writes, TokenSql.ADMIT, values)
        .map(
            found -> {
              if (found.size() == 0) {
                throw Failure.of(FailureCode.NOT_FOUND, "There is no such user");
              }
              Row row = one(found);
              if (!row.getBoolean("active")) {
                throw inactive(row.getUUID("id"));
              }
              if (row.getBoolean("ended")) {
                throw Failure.of(FailureCode.CONFLICT, "What it was signed for has ended since");
              }
              return row.getUUID("id");
            });
  }

  private static Failure inactive(UUID user) {
    return Failure.of(FailureCode.CONFLICT, "The user " + user + " is not active");
  }

  @Override
  public Future<Void> makeFirst(KeyPair first) {
    return run(writes, TokenSql.MAKE_FIRST, pair(first)).mapEmpty();
  }

  @Override
  public Future<SigningKey> rotate(KeyPair next, Duration keepOld) {
    return run(writes, TokenSql.ROTATE, pair(next).addDouble(seconds(keepOld)))
        .map(
            made -> {
              Row row = one(made);
              OffsetDateTime until = row.getOffsetDateTime("old_until");
              return new SigningKey(
                  row.getString("kid"),
                  instant(row, "created_at"),
                  until == null ? null : until.toInstant());
            });
  }

  @Override
  public Future<Instant> keepTicket(
      String sha256, String holder, TokenClaims claims, Duration ttl, int most) {
    Tuple values =
        Tuple.of(
            hash(sha256), holder, new JsonObject(Json.text(claims)), seconds(ttl), (long) most);
    return run(writes, TokenSql.KEEP_TICKET, values)
        .map(
            kept -> {
              if (kept.size() == 0) {
                throw Failure.of(
                    FailureCode.RATE_LIMITED,
                    most + " tickets of this holder wait to be used, as many as there may be");
              }
              return instant(one(kept), "expires_at");
            });
  }

  @Override
  public Future<TokenClaims> takeTicket(String sha256) {
    return run(checks, TokenSql.TAKE_TICKET, Tuple.of(hash(sha256)))
        .map(
            taken -> {
              if (taken.size() == 0 || !one(taken).getBoolean("good")) {
                throw Failure.of(
                    FailureCode.UNAUTHENTICATED, "The ticket is unknown, was used or has expired");
              }
              return Json.readTolerantly(
                  one(taken).getJsonObject("claims").encode(), TokenClaims.class);
            });
  }

  @Override
  public Future<Void> revoke(RevokeTokens what, int most) {
    if (what.userId() != null) {
      return revoke(
          TokenSql.REVOKE_USER,
          what.userId(),
          most,
          "Those of %d users are revoked, as many as CARILLON_TOKEN_REVOCATIONS allows beside users who have one");
    }
    return revoke(
        TokenSql.REVOKE_TOKEN,
        what.id(),
        most,
        "%d tokens are revoked, as many as CARILLON_TOKEN_REVOCATIONS allows; revoke all of a user,"
            + " or rotate the signing key with revokeOld");
  }

  private Future<Void> revoke(String sql, @Nullable UUID subject, int most, String full) {
    return run(writes, sql, Tuple.of(String.valueOf(subject), (long) most))
        .map(
            done -> {
              if (done.size() == 0) {
                throw Failure.of(FailureCode.CONFLICT, full.formatted(most));
              }
              return null;
            });
  }

  @Override
  public Future<TokenNews> look(String cursor) {
    Tuple from = rows.from(cursor).addLong((long) TokenNews.MAX);
    return run(checks, TokenSql.REVOKED, from)
        .compose(
            revoked ->
                run(checks, TokenSql.KEYS, Tuple.tuple()).map(keys -> rows.news(revoked, keys)));
  }

  @Override
  public Future<Boolean> forget(int most) {
    return run(writes, TokenSql.FORGET, Tuple.of((long) most))
        .map(done -> one(done).getLong("n") == most);
  }

  private static Future<RowSet<Row>> run(
      Guarded<? extends SqlClient> connections, String sql, Tuple values) {
    return connections.run(client -> PgFailures.PLAIN.run(client, sql, values));
  }

  private static Tuple pair(KeyPair pair) {
    return Tuple.of(pair.kid(), bytes(pair.privateKey()), bytes(pair.publicKey()));
  }

  private static Buffer bytes(String base64) {
    return Buffer.buffer(Base64.getDecoder().decode(base64));
  }

  private static Row one(RowSet<Row> rows) {
    return rows.iterator().next();
  }

  private static Buffer hash(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
