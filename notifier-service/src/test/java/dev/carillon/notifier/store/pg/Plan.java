package dev.carillon.notifier.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * What a statement did, node by node, as {@code explain analyze} tells it: its work must follow
 * what it lists or changes, and not what is there.
 *
 * @param nodes each with how many rows it read
 */
record Plan(List<Node> nodes, String text) {
  private static final int TIMES = 3;

  /** A node of the plan: what it gave and what it threw away, in all its rounds. */
  record Node(String what, long read) {}

  Plan {
    nodes = List.copyOf(nodes);
  }

  /** Runs the statement and looks at its plan. */
  static Plan of(SqlClient client, String sql, Tuple values) {
    Object value =
        client
            .preparedQuery("explain (analyze, format json) " + sql)
            .execute(values)
            .await()
            .iterator()
            .next()
            .getValue(0);
    JsonArray plans =
        value instanceof JsonArray array ? array : new JsonArray(String.valueOf(value));
    List<Node> nodes = new ArrayList<>();
    walk(plans.getJsonObject(0).getJsonObject("Plan"), nodes);
    return new Plan(nodes, Json.encodePrettily(plans));
  }

  private static void walk(JsonObject plan, List<Node> nodes) {
    double loops = plan.getDouble("Actual Loops", 0.0);
    double rows = plan.getDouble("Actual Rows", 0.0);
    for (String removed :
        List.of(
            "Rows Removed by Filter",
            "Rows Removed by Index Recheck",
            "Rows Removed by Join Filter")) {
      rows += plan.getDouble(removed, 0.0);
    }
    String what =
        plan.getString("Node Type")
            + " "
            + plan.getString("Relation Name", plan.getString("CTE Name", ""))
            + " "
            + plan.getString("Index Name", "");
    nodes.add(new Node(what.strip(), Math.round(rows * loops)));
    for (Object child : plan.getJsonArray("Plans", new JsonArray())) {
      walk((JsonObject) child, nodes);
    }
  }

  /**
   * No node reads more than three times what is listed or changed.
   *
   * @param work how many rows that is
   */
  void reads(String statement, long work) {
    for (Node node : nodes) {
      assertThat(node.read())
          .as("%s: %s, for %s rows%n%s", statement, node.what(), work, text)
          .isLessThanOrEqualTo(TIMES * work);
    }
  }
}
