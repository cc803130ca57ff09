package dev.carillon.notifier.store.pg.topic;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.live.DeleteTopicRule;
import dev.carillon.contract.live.ListTopicRules;
import dev.carillon.contract.live.PutTopicRule;
import dev.carillon.contract.live.SlowPolicy;
import dev.carillon.contract.live.TopicHistory;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRulePage;
import dev.carillon.contract.live.TopicRuleSet;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.topic.RuleStore;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.topic.TopicPattern;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules about topics on PostgreSQL. */
public final class PgRuleStore implements RuleStore {
  private final GuardedClient<Pool> client;
  private final int most;

  /**
   * Uses connections that somebody else closes.
   *
   * @param most how many rules there may be
   */
  public PgRuleStore(GuardedClient<Pool> client, int most) {
    this.client = client;
    this.most = most;
  }

  @Override
  public Future<TopicRule> put(PutTopicRule request) {
    return change(
        request.pattern(),
        (tx, row, before) -> {
          check(request.ifMatch(), before);
          if (request.onlyNew() && before.isPresent()) {
            throw Failure.of(FailureCode.PRECONDITION, "There is a rule of this pattern");
          }
          if (before.isEmpty() && row.getInteger("count") >= most) {
            throw Failure.of(
                FailureCode.CONFLICT, "There are " + most + " rules, and no more may be");
          }
          boolean builtIn = before.map(TopicRule::builtIn).orElse(false);
          TopicRule rule =
              TopicRule.of(request.pattern(), request.spec(), builtIn, row.getLong("version"));
          checkBuiltIn(rule, before.map(TopicRule::durable).orElse(false));
          return PgFailures.PLAIN.run(tx, RuleSql.PUT.sql(), values(rule)).map(rule);
        });
  }

  @Override
  public Future<Void> delete(DeleteTopicRule request) {
    return change(
        request.pattern(),
        (tx, row, before) -> {
          TopicRule rule = before.orElseThrow(() -> notFound(request.pattern()));
          check(request.ifMatch(), before);
          if (rule.builtIn()) {
            throw Failure.of(
                FailureCode.CONFLICT,
                rule.pattern() + " is built in and cannot be deleted; put it without subscribe");
          }
          return PgFailures.PLAIN.run(tx, RuleSql.DELETE, Tuple.of(rule.pattern())).mapEmpty();
        });
  }

  /** What a change does in its transaction, knowing the next version and the rule as it is. */
  private interface Change<T> {
    Future<T> on(SqlClient tx, Row row, Optional<TopicRule> before);
  }

  private <T> Future<T> change(String pattern, Change<T> change) {
    return client.use(
        pool ->
            pool.withTransaction(
                tx ->
                    PgFailures.PLAIN
                        .run(tx, RuleSql.CHANGE, Tuple.tuple())
                        .compose(
                            rows ->
                                find(tx, pattern)
                                    .compose(
                                        before -> change.on(tx, rows.iterator().next(), before)))));
  }

  private static void check(@Nullable IfMatch ifMatch, Optional<TopicRule> before) {
    if (ifMatch != null && !before.map(rule -> ifMatch.allows(rule.version())).orElse(false)) {
      throw Failure.of(FailureCode.PRECONDITION, "The rule has another version, or there is none");
    }
  }

  /** Its messages come from the services themselves, which store what they tell about elsewhere. */
  private static void checkBuiltIn(TopicRule rule, boolean durable) {
    if (rule.builtIn() && rule.durable() != durable) {
      throw Failure.invalid("/durable", "must be " + durable + " for a topic that is built in");
    }
    if (rule.builtIn() && !rule.publish().isEmpty()) {
      throw Failure.invalid("/publish", "must be empty for a topic that is built in");
    }
  }

  @Override
  public Future<TopicRule> get(String pattern) {
    return client
        .use(pool -> find(pool, pattern))
        .map(found -> found.orElseThrow(() -> notFound(pattern)));
  }

  private static Future<Optional<TopicRule>> find(SqlClient on, String pattern) {
    return PgFailures.PLAIN
        .run(on, RuleSql.GET, Tuple.of(pattern))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(rule(rows.iterator().next()))
                    : Optional.empty());
  }

  @Override
  public Future<TopicRulePage> list(ListTopicRules request) {
    int limit = request.page().limit();
    String after = request.page().cursor() == null ? "" : request.page().cursor();
    return client
        .run(RuleSql.LIST, Tuple.of(after, limit + 1))
        .map(
            rows -> {
              Paged<TopicRule> page =
                  Paged.of(rows, limit, PgRuleStore::rule, row -> row.getString("pattern"));
              return new TopicRulePage(page.items(), page.next());
            });
  }

  @Override
  public Future<TopicRuleSet> all(long known) {
    return client
        .run(RuleSql.ALL, Tuple.of(known))
        .map(
            rows -> {
              List<TopicRule> rules = new ArrayList<>();
              long version = known;
              for (Row row : rows) {
                version = row.getLong("all_version");
                if (row.getString("pattern") != null) {
                  rules.add(rule(row));
                }
              }
              return new TopicRuleSet(version, version == known ? null : rules);
            });
  }

  private static Failure notFound(String pattern) {
    return Failure.notFound("topic rule", pattern);
  }

  private static TopicRule rule(Row row) {
    Integer count = row.getInteger("history_count");
    return new TopicRule(
        row.getString("pattern"),
        row.getBoolean("durable"),
        count == null
            ? null
            : new TopicHistory(count, Duration.ofMillis(row.getLong("history_millis"))),
        row.getBoolean("presence"),
        Arrays.asList(row.getArrayOfStrings("subscribe")),
        Arrays.asList(row.getArrayOfStrings("publish")),
        SlowPolicy.valueOf(row.getString("policy").toUpperCase(Locale.ROOT).replace('-', '_')),
        row.getInteger("size"),
        row.getInteger("rate"),
        Duration.ofMillis(row.getInteger("batch_millis")),
        row.getBoolean("built_in"),
        row.getLong("version"));
  }

  private static Tuple values(TopicRule rule) {
    TopicPattern pattern = TopicPattern.parse(rule.pattern());
    TopicHistory history = rule.history();
    return RuleSql.PUT
        .values()
        .set("pattern", rule.pattern())
        .set("rank", pattern.rank())
        .set("matcher", pattern.regex())
        .set("durable", rule.durable())
        .set("historyCount", history == null ? null : history.count())
        .set(
            "historyMillis",
            history == null || history.age() == null ? null : history.age().toMillis())
        .set("presence", rule.presence())
        .set("subscribe", rule.subscribe().toArray(new String[0]))
        .set("publish", rule.publish().toArray(new String[0]))
        .set("policy", rule.policy().text())
        .set("size", rule.size())
        .set("rate", rule.rate())
        .set("batchMillis", (int) rule.batch().toMillis())
        .set("builtIn", rule.builtIn())
        .set("version", rule.version())
        .tuple();
  }
}
