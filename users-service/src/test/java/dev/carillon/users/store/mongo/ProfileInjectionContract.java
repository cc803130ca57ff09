package dev.carillon.users.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;

/**
 * No operator in any command is one that a request could have brought: what is refused does not
 * reach the driver, what is not arrives as names and values only.
 */
abstract class ProfileInjectionContract extends ProfileStoreContract {
  /** Operators that the store writes, and what the driver adds to every command. */
  private static final Set<String> OURS =
      Set.of(
          "$and",
          "$or",
          "$nor",
          "$eq",
          "$ne",
          "$gt",
          "$gte",
          "$lt",
          "$lte",
          "$in",
          "$exists",
          "$regex",
          "$type",
          "$set",
          "$unset",
          "$inc",
          "$match",
          "$group",
          "$sort",
          "$limit",
          "$sum",
          "$min",
          "$max",
          "$avg",
          "$db",
          "$readPreference",
          "$clusterTime");

  private static final List<String> HOSTILE =
      List.of(
          "$where",
          "$gt",
          "$expr",
          "$function",
          "a.$where",
          "$",
          "a.b",
          ".",
          "",
          "a\u0000b",
          "$$ROOT",
          "profile.$ne",
          "__proto__",
          "$set",
          "$oid",
          "$date",
          "constructor",
          "'$gt'",
          "\uff04gt",
          "{\"$gt\":1}",
          "[\"$gt\"]",
          "$profile.a",
          "a..b",
          "\ud83d\ude00");

  /** What is refused does not get here; what is not must arrive as names and values only. */
  @Test
  void noKeyOfARequestReachesTheServerAsAnOperator() {
    put(UUID.randomUUID(), Doc.object("a", 1));
    commands.clear();
    int refused = 0;
    for (String text : HOSTILE) {
      for (Supplier<Future<?>> attempt : attempts(text)) {
        try {
          attempt.get().await();
        } catch (Failure e) {
          assertThat(e.code()).as(text).isIn(FailureCode.INVALID, FailureCode.NOT_FOUND);
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(100);
    assertThat(commands).hasSizeGreaterThan(50);
    Set<String> operators = new HashSet<>();
    commands.forEach(command -> collect(command, operators, false));
    assertThat(OURS).containsAll(operators);
    assertThat(operators).doesNotContain("$where", "$expr", "$function", "$oid", "$date");
  }

  /** Every way by which a text of a request gets into a command. */
  private List<Supplier<Future<?>>> attempts(String text) {
    UUID id = UUID.randomUUID();
    return List.<Supplier<Future<?>>>of(
        () -> store.put(plain(id, Doc.object(text, 1))),
        () -> store.put(plain(id, Doc.object("in", Map.of(text, 1)))),
        () -> store.put(plain(id, Doc.object("list", List.of(Map.of(text, Map.of(text, 1)))))),
        () -> store.put(plain(id, Doc.object("value", text))),
        () -> store.patch(new PatchProfile(id, Doc.object(text, text), IfMatch.ANY)),
        () -> store.find(query(List.of(text + ":eq:1"), null, null, 1)),
        () -> store.find(query(List.of("a:eq:" + text), null, null, 1)),
        () -> store.find(query(List.of("a:eq:\"" + text + "\""), null, null, 1)),
        () -> store.find(query(List.of("a:in:[" + text + "]"), null, null, 1)),
        () -> store.find(query(List.of("a:prefix:" + text), null, null, 1)),
        () -> store.find(query(List.of(), text, null, 1)),
        () -> store.stats(new ProfileStatsQuery(List.of(), new ProfilePath(text), null)),
        () ->
            store.stats(
                new ProfileStatsQuery(List.of(), new ProfilePath("a"), new ProfilePath(text))));
  }

  /** Expected counterexamples: commands that a careless store would have sent. */
  @Test
  void theJudgeKnowsAnInjectionWhenItSeesOne() {
    for (String command :
        List.of(
            "{find: 'profiles', filter: {'profile.a': {$eq: {$gt: ''}}}}",
            "{update: 'profiles', updates: [{u: {$set: {profile: {a: {$where: '1'}}}}}]}",
            "{find: 'profiles', filter: {profile: {$where: 'sleep(1)'}}}")) {
      assertThatThrownBy(() -> collect(BsonDocument.parse(command), new HashSet<>(), false))
          .as(command)
          .isInstanceOf(AssertionError.class);
    }
    Set<String> operators = new HashSet<>();
    collect(BsonDocument.parse("{find: 'profiles', filter: {$where: '1'}}"), operators, false);
    assertThat(OURS).doesNotContainAnyElementsOf(operators);
  }

  /** The keys that begin with $, and paths in expressions, which must be below the profile. */
  private static void collect(BsonValue value, Set<String> operators, boolean underUser) {
    if (value instanceof BsonDocument document) {
      document.forEach(
          (key, inner) -> {
            assertThat(key).doesNotContain("\u0000");
            if (key.startsWith("$")) {
              assertThat(underUser).as("an operator inside a stored document: " + key).isFalse();
              operators.add(key);
              if (Set.of("$eq", "$ne", "$gt", "$gte", "$lt", "$lte").contains(key)) {
                assertThat(inner.isDocument()).as("a value that is a document").isFalse();
              }
            }
            boolean stored = underUser || (key.equals("profile") && !isOurs(inner));
            collect(inner, operators, stored);
          });
    } else if (value instanceof BsonArray array) {
      array.forEach(inner -> collect(inner, operators, underUser));
    }
  }

  private static boolean isOurs(BsonValue value) {
    return value instanceof BsonDocument document && document.keySet().equals(Set.of("$exists"));
  }
}
