package dev.carillon.contract;

import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

  /** Reads a cursor of this order; null if none is given. INVALID if it is not one. */
  public static @Nullable Cursor parse(@Nullable String text, String sort) {
    if (text == null) {
      return null;
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(text);
      if (Json.read(json, Doc.class).value() instanceof List<?> parts
          && parts.size() == PARTS
          && sort.equals(parts.get(0))
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

  /** The opaque text. */
  public String text() {
    byte[] json = Json.text(Doc.of(List.of(sort, value, id))).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }
}
