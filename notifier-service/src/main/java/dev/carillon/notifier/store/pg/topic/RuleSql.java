package dev.carillon.notifier.store.pg.topic;

import dev.carillon.notifier.store.pg.NamedStatement;

/** The statements of rules about topics. */
final class RuleSql {
  private static final String COLUMNS =
      """
      pattern, durable, history_count, history_millis, presence, subscribe, publish, policy, size,
      rate, batch_millis, built_in, version
      """;

  /** Locks all rules against another change, and gives the next version. */
  static final String CHANGE =
      "update topic_rules set version = version + 1 returning version,"
          + " (select count(*)::int from topic_rule) as count";

  /** $1 pattern. */
  static final String GET = "select " + COLUMNS + " from topic_rule where pattern = $1";

  static final NamedStatement PUT =
      NamedStatement.of(
          """
          insert into topic_rule (pattern, rank, matcher, durable, history_count, history_millis,
            presence, subscribe, publish, policy, size, rate, batch_millis, built_in, version)
          values (#{pattern}, #{rank}, #{matcher}, #{durable}, #{historyCount}, #{historyMillis},
            #{presence}, #{subscribe}, #{publish}, #{policy}, #{size}, #{rate}, #{batchMillis},
            #{builtIn}, #{version})
          on conflict (pattern) do update set durable = excluded.durable,
            history_count = excluded.history_count, history_millis = excluded.history_millis,
            presence = excluded.presence, subscribe = excluded.subscribe,
            publish = excluded.publish, policy = excluded.policy, size = excluded.size,
            rate = excluded.rate, batch_millis = excluded.batch_millis,
            version = excluded.version
          """);

  /** $1 pattern. */
  static final String DELETE = "delete from topic_rule where pattern = $1";

  /** $1 pattern behind which the page begins, $2 rows. */
  static final String LIST =
      "select " + COLUMNS + " from topic_rule where pattern > $1 order by pattern limit $2";

  /** $1 known version: one row with the version alone if it is that of the rules. */
  static final String ALL =
      "select now.version as all_version, r.* from topic_rules now left join lateral (select "
          + COLUMNS
          + " from topic_rule) r on now.version <> $1";

  private RuleSql() {}
}
