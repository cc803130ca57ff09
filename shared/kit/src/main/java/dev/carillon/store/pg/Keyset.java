package dev.carillon.store.pg;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Failure;
import dev.carillon.text.IntegerText;
import dev.carillon.text.UuidText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ended: the last row's time and id. Outside it is opaque text; a page costs the same
 * at any depth because the next one starts with an index seek.
 *
 * @param at microseconds are kept, as PostgreSQL keeps them
 */
public record Keyset(OffsetDateTime at, UUID id) {
  private static final long LAST_MICROS = 253_402_300_800_000_000L; // the year 10000

  /** Before every row of an ascending list. */
  public static final Keyset START =
      new Keyset(OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC), new UUID(0, 0));

  /** After every row of a descending list. */
  public static final Keyset END =
      new Keyset(OffsetDateTime.of(9999, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), new UUID(-1, -1));

  /** Reads a cursor, or gives {@code first} if there is none. INVALID if it is not one of ours. */
  public static Keyset parse(@Nullable String cursor, Keyset first) {
    if (cursor == null) {
      return first;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      int split = text.indexOf('_');
      long micros = IntegerText.parseLong(text.substring(0, split), 0, LAST_MICROS);
      Instant at = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      return new Keyset(
          OffsetDateTime.ofInstant(at, ZoneOffset.UTC), UuidText.parse(text.substring(split + 1)));
    } catch (RuntimeException e) {
      throw Failure.invalid("cursor", PageRequest.FOREIGN_CURSOR);
    }
  }

  /** The opaque text. */
  public String cursor() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((micros + "_" + id).getBytes(StandardCharsets.US_ASCII));
  }
}
