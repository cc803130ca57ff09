package dev.carillon.users.store.pg;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Conditions that must all hold, with their values. The conditions are words of ours, the values
 * parameters.
 *
 * @param values of {@code $1}, {@code $2} and so on
 */
record Where(List<String> conditions, List<Object> values) {
  static final Where ALL = new Where(List.of(), List.of());

  Where {
    conditions = List.copyOf(conditions);
    values = List.copyOf(values);
  }

  /** A condition without a value. */
  Where and(String condition) {
    return with(condition, List.of());
  }

  /** A condition with a value, which stands where {@code %s} is. */
  Where and(String condition, Object value) {
    return with(condition.formatted("$" + (values.size() + 1)), List.of(value));
  }

  /** Only rows behind (or before) the one with this key and id. */
  Where beyond(String key, boolean descending, Object value, UUID id) {
    return with(
        "("
            + key
            + (descending ? ", id) < ($" : ", id) > ($")
            + (values.size() + 1)
            + ", $"
            + (values.size() + 2)
            + ")",
        List.of(value, id));
  }

  /** The clause; nothing where everything fits. */
  String sql() {
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /** The parameters, to which others may be added. */
  Tuple parameters() {
    return Tuple.wrap(new ArrayList<>(values));
  }

  private Where with(String condition, List<Object> more) {
    if (conditions.isEmpty()) {
      return new Where(List.of(condition), more);
    }
    List<String> allConditions = new ArrayList<>(conditions);
    allConditions.add(condition);
    List<Object> allValues = new ArrayList<>(values);
    allValues.addAll(more);
    return new Where(allConditions, allValues);
  }
}
