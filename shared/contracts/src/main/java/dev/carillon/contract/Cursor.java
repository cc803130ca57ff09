package dev.carillon.contract;

import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a sorted page ended: the order it was in, and the last item's value and id. Outside it is
 * opaque text.
 *
 * @param sort the order, as the request named it; a cursor is worth nothing in another one
 * @param value the last item's value of what is sorted by; a scalar
 * @param id the last item's id
 */
public record Cursor(String sort, Doc value, String id) {
  private static final int PARTS = 3;
  private static final int LONGEST_SORT = 64;
  private static final int DIGEST_BYTES = 16;

  /** Reads a cursor of this order; null if none is given. INVALID if it is not one. */
  public static @Nullable Cursor parse(@Nullable String text, String sort) {
    if (text == null) {
      return null;
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(text);
      if (Json.read(json, Doc.class).value() instanceof List<?> parts
          && parts.size() == PARTS
          && written(sort).equals(parts.get(0))
          && parts.get(2) instanceof String id) {
        return new Cursor(sort, Doc.of(parts.get(1)), id);
      }
    } catch (IllegalArgumentException | Failure notOurs) {
      // said below
    }
    throw unknown();
  }

  /** What a cursor that does not fit the list is answered. */
  public static Failure unknown() {
    return Failure.invalid("cursor", "is not one that this list gave out in this order");
  }

  /** An order may be as long as a request; a cursor must fit into one. */
  private static String written(String sort) {
    if (sort.length() <= LONGEST_SORT) {
      return sort;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(sort.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** The opaque text. */
  public String text() {
    byte[] json =
        Json.text(Doc.of(List.of(written(sort), value, id))).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }
}
