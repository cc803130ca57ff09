package dev.carillon.launcher.imports.row;

import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which column of a source becomes which field of a user. */
public final class Fields {
  /** Whether the user is active; not a field of the API's. */
  public static final String ACTIVE = "active";

  /** Whether there is a welcome mail. */
  public static final String WELCOME = "welcome";

  private static final List<String> NEEDED = List.of("email", "name");
  private static final List<String> TEXTS =
      List.of("email", "name", "locale", "zone", "externalId");
  private static final List<String> FLAGS = List.of(WELCOME, ACTIVE);
  private static final Map<String, Boolean> SPELLINGS =
      Map.of("true", true, "false", false, "1", true, "0", false);

  private final Map<String, String> columns;
  private final Set<String> mapped;

  private Fields(Map<String, String> columns, Set<String> mapped) {
    this.columns = Map.copyOf(columns);
    this.mapped = Set.copyOf(mapped);
  }

  /**
   * A column has its own name, unless it is mapped.
   *
   * @param mapped fields by column
   */
  public static Fields of(Map<String, String> mapped) {
    Map<String, String> columns = new LinkedHashMap<>();
    TEXTS.forEach(field -> columns.put(field, field));
    FLAGS.forEach(field -> columns.put(field, field));
    Set<String> known = Set.copyOf(columns.keySet());
    Map<String, String> told = new TreeMap<>();
    mapped.forEach(
        (column, field) -> {
          if (!known.contains(field)) {
            throw new LaunchFailure(
                "--map: '" + field + "' is not a field; there are " + String.join(", ", all()));
          }
          if (told.put(field, column) != null) {
            throw new LaunchFailure("--map: two columns become " + field);
          }
          columns.put(field, column);
        });
    return new Fields(columns, mapped.keySet());
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>(TEXTS);
    all.addAll(FLAGS);
    return all;
  }

  /** Fails where a needed or mapped column is missing; otherwise those that are not taken in. */
  public List<String> unused(List<String> there) {
    for (String column : new TreeSet<>(mapped)) {
      if (!there.contains(column)) {
        throw new LaunchFailure(
            "--map: there is no column " + column + " among " + String.join(", ", there));
      }
    }
    for (String field : NEEDED) {
      if (!there.contains(column(field))) {
        throw new LaunchFailure(
            "There is no column "
                + column(field)
                + " among "
                + String.join(", ", there)
                + "; name the one that holds the "
                + field
                + " with --map COLUMN="
                + field);
      }
    }
    return there.stream().filter(column -> !columns.containsValue(column)).toList();
  }

  /** The column that a field comes from. */
  public String column(String field) {
    return columns.getOrDefault(field, field);
  }

  /** The user that a row asks for; what is empty or null is absent. */
  public JsonObject user(JsonObject row) {
    JsonObject user = new JsonObject();
    for (String field : TEXTS) {
      Object value = row.getValue(column(field));
      if (value != null && !value.equals("")) {
        user.put(field, value instanceof Number ? value.toString() : value);
      }
    }
    for (String field : FLAGS) {
      Object value = flag(row.getValue(column(field)));
      if (value != null) {
        user.put(field, value);
      }
    }
    return user;
  }

  /** What is not a flag is left as it is, and refused later. */
  private static @Nullable Object flag(@Nullable Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    Boolean known = SPELLINGS.get(value.toString());
    return known == null ? value : known;
  }

  /** For the description of an import. */
  @Override
  public String toString() {
    return new TreeMap<>(columns).toString();
  }
}
