package dev.carillon.users.store.pg.tokens;

import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.failure.Failure;
import dev.carillon.text.IntegerText;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of revocations and keys, and the cursor between two answers: a transaction, and how far its
 * rows were told. What was revoked by a transaction that is still open now is told the next time,
 * because the next answer begins with the oldest of those.
 */
final class RevocationRows {
  private static final String COLON = ":";

  /** Transaction, kind and subject where the last answer ended. */
  Tuple from(String cursor) {
    if (cursor.isEmpty()) {
      return Tuple.of(0L, "", "");
    }
    String[] parts = cursor.split(COLON, -1);
    return Tuple.of(transaction(parts[0]), parts[1], parts[2]);
  }

  TokenNews news(RowSet<Row> revoked, RowSet<Row> keys) {
    List<TokenNews.Revocation> revocations = new ArrayList<>();
    String cursor = "";
    for (Row row : revoked) {
      cursor = row.getLong("oldest") + COLON + COLON;
      if (row.getString("kind") != null) {
        revocations.add(revocation(row));
      }
    }
    boolean more = revocations.size() == TokenNews.MAX;
    return new TokenNews(more ? end(revoked) : cursor, more, keys(keys), revocations);
  }

  private static String end(RowSet<Row> revoked) {
    String end = "";
    for (Row row : revoked) {
      end = row.getLong("tx") + COLON + row.getString("kind") + COLON + row.getString("subject");
    }
    return end;
  }

  private static TokenNews.Revocation revocation(Row row) {
    Instant issued = instant(row, "issued_until");
    return new TokenNews.Revocation(
        TokenNews.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("subject"),
        issued == null ? row.getOffsetDateTime("until").toInstant() : issued,
        row.getOffsetDateTime("until").toInstant());
  }

  private static List<TokenNews.PublicKey> keys(RowSet<Row> rows) {
    List<TokenNews.PublicKey> keys = new ArrayList<>();
    for (Row row : rows) {
      keys.add(
          new TokenNews.PublicKey(
              row.getString("kid"),
              Base64.getEncoder().encodeToString(row.getBuffer("public_key").getBytes()),
              instant(row, "valid_until")));
    }
    return keys;
  }

  /** What cannot be one lies beyond every transaction: then everything is told. */
  private static long transaction(String digits) {
    try {
      return IntegerText.parseLong(digits, 0, Long.MAX_VALUE);
    } catch (Failure tooLong) {
      return Long.MAX_VALUE;
    }
  }

  private static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
