package dev.carillon.launcher.imports.row;

import dev.carillon.embedded.LaunchFailure;
import dev.carillon.failure.Failure;
import dev.carillon.text.UuidText;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of a key column, in a form that a file can keep.
 *
 * @param kind {@code number}, {@code text} or {@code uuid}
 * @param text the value
 */
public record RowKey(String kind, String text) {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  /** Of what a database gives; fails for a type by which an import cannot go on. */
  public static RowKey of(String column, @Nullable Object value) {
    return switch (value) {
      case Number n when WHOLE.matcher(n.toString()).matches() ->
          new RowKey("number", n.toString());
      case String text -> new RowKey("text", text);
      case UUID id -> new RowKey("uuid", id.toString());
      case null -> throw new LaunchFailure("--key " + column + " is null in a row");
      default ->
          throw new LaunchFailure(
              "--key " + column + " must hold whole numbers, texts or UUIDs; cast it in --query");
    };
  }

  /** For a statement. */
  public Object value() {
    try {
      return switch (kind) {
        case "number" -> Long.valueOf(text);
        case "uuid" -> UuidText.parse(text);
        default -> text;
      };
    } catch (Failure | NumberFormatException e) {
      throw new LaunchFailure("The state file holds no key", e);
    }
  }
}
