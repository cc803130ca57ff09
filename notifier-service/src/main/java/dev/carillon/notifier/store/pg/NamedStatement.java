package dev.carillon.notifier.store.pg;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose parameters have names, such as {@code #{recipient}}: for statements of more
 * than four parameters. Made once; PostgreSQL sees numbers.
 *
 * @param sql with $1, $2 and so on
 * @param names of the parameters, in the order of their numbers
 */
public record NamedStatement(String sql, List<String> names) {
  private static final Pattern PARAMETER = Pattern.compile("#\\{(\\w+)}");

  public NamedStatement {
    names = List.copyOf(names);
  }

  /** Of a text with names; a name may stand in several places. */
  public static NamedStatement of(String text) {
    List<String> names = new ArrayList<>();
    Matcher parameters = PARAMETER.matcher(text);
    String sql =
        parameters.replaceAll(
            found -> {
              if (!names.contains(found.group(1))) {
                names.add(found.group(1));
              }
              return "\\$" + (names.indexOf(found.group(1)) + 1);
            });
    return new NamedStatement(sql, names);
  }

  /** Values for one execution, none set yet. */
  public Values values() {
    return new Values();
  }

  /** Values for one execution. */
  public final class Values {
    private final Map<String, @Nullable Object> values = new HashMap<>();

    private Values() {}

    /** Sets one. Fails for a name that the statement does not have. */
    public Values set(String name, @Nullable Object value) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("The statement has no parameter " + name);
      }
      values.put(name, value);
      return this;
    }

    /** All of them, in the order of their numbers. Fails if one was not set. */
    public Tuple tuple() {
      Tuple tuple = Tuple.tuple();
      for (String name : names) {
        if (!values.containsKey(name)) {
          throw new IllegalArgumentException("The parameter " + name + " was not set");
        }
        tuple.addValue(values.get(name));
      }
      return tuple;
    }
  }
}
