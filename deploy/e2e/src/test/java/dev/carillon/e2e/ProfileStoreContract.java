package dev.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.carillon.async.time.Clocks;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfileFilter;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.store.mongo.MongoProfileStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import io.vertx.ext.mongo.impl.config.MongoClientOptionsParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link ProfileStore} keeps to. Each command that reaches the driver is recorded: at
 * the end no operator in any of them is one that a request could have brought.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProfileStoreContract {
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

  private static final Bulkhead.Capacity ROOM =
      new Bulkhead.Capacity(20, 100, Duration.ofSeconds(2), Duration.ofSeconds(5));

  private final ConcurrentLinkedQueue<BsonDocument> commands = new ConcurrentLinkedQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private MongoClient mongo;
  private Bulkhead gate;
  private ProfileStore store;

  /** Where the server is, with the database's name. */
  abstract String url();

  @BeforeAll
  void connect() {
    ConnectionString url = new ConnectionString(url());
    CommandListener recorder =
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            commands.add(event.getCommand().clone());
          }
        };
    JsonObject config =
        new JsonObject()
            .put("connection_string", url())
            .put("db_name", url.getDatabase())
            .put("useObjectId", false);
    mongo =
        MongoClient.createWithMongoSettings(
            vertx,
            config,
            "contract",
            MongoClientSettings.builder(new MongoClientOptionsParser(vertx, config).settings())
                .addCommandListener(recorder)
                .build());
    gate = new Bulkhead("profiles under test", vertx, ROOM, MongoProfileStore::isAbsence);
    MongoProfileStore profiles = new MongoProfileStore(mongo, gate, gate, Clocks.system());
    profiles.index(List.of(new ProfilePath("age"), new ProfilePath("address.city"))).await();
    store = profiles;
  }

  @BeforeEach
  void empty() {
    mongo.removeDocuments("profiles", new JsonObject()).await();
  }

  @AfterAll
  void disconnect() {
    mongo.close().await();
    gate.close();
    vertx.close().await();
  }

  @Test
  void aDocumentComesBackAsItWas() {
    Doc doc =
        Json.read(
            """
            {"n": 1, "big": 9007199254740993, "x": 0.1, "minus": -5, "t": true, "none": null,
             "text": "Zo\\u00eb \\ud83d\\ude00 \\u202eabc", "list": [1, "a", [], {}], "o": {"a": {"b": {}}},
             "date": "2026-01-01T00:00:00Z", "": 0}
            """
                .replace(", \"\": 0", ""),
            Doc.class);
    UUID id = UUID.randomUUID();
    assertThat(put(id, doc).version()).isEqualTo(1);
    assertThat(store.get(id).await().profile()).isEqualTo(doc);
    assertThat(put(id, Doc.object()).version()).isEqualTo(2);
    assertThat(store.get(id).await().profile()).isEqualTo(Doc.object());
    assertFails(FailureCode.NOT_FOUND, () -> store.get(UUID.randomUUID()));
  }

  @Test
  void aVersionGuardsAChange() {
    UUID id = UUID.randomUUID();
    assertFails(
        FailureCode.PRECONDITION, () -> store.put(new PutProfile(id, Doc.object(), at(1), false)));
    assertFails(
        FailureCode.PRECONDITION,
        () -> store.put(new PutProfile(id, Doc.object(), IfMatch.ANY, false)));
    put(id, Doc.object("a", 1));
    assertFails(
        FailureCode.PRECONDITION, () -> store.put(new PutProfile(id, Doc.object(), at(2), false)));
    assertThat(store.put(new PutProfile(id, Doc.object("a", 2), at(1), false)).await().version())
        .isEqualTo(2);
    assertFails(FailureCode.PRECONDITION, () -> store.delete(new ChangeUser(id, at(1))));
    store.delete(new ChangeUser(id, at(2))).await();
    assertFails(FailureCode.NOT_FOUND, () -> store.get(id));
    assertFails(FailureCode.PRECONDITION, () -> store.delete(new ChangeUser(id, at(2))));
    store.delete(new ChangeUser(id, null)).await();
    assertThat(put(id, Doc.object()).version()).as("no version comes twice").isGreaterThan(3);
  }

  @Test
  void aDocumentThatMustBeNewReplacesNone() {
    UUID id = UUID.randomUUID();
    assertThat(store.put(new PutProfile(id, Doc.object("a", 1), null, true)).await().version())
        .isEqualTo(1);
    assertFails(
        FailureCode.PRECONDITION,
        () -> store.put(new PutProfile(id, Doc.object("a", 2), null, true)));
    assertThat(store.get(id).await().profile()).isEqualTo(Doc.object("a", 1));
    store.delete(new ChangeUser(id, null)).await();
    store.put(new PutProfile(id, Doc.object("a", 3), null, true)).await();
    store.erase(id).await();
    assertFails(
        FailureCode.NOT_FOUND, () -> store.put(new PutProfile(id, Doc.object(), null, true)));
  }

  @Test
  void longTextsAreSortedAndPagedToo() {
    for (int i = 0; i < 6; i++) {
      put(UUID.randomUUID(), Doc.object("v", "x".repeat(3_000) + i / 2));
    }
    List<Object> all = sorted("v", false, 200);
    assertThat(all).hasSize(6);
    assertThat(sorted("v", false, 1)).isEqualTo(all);
    assertThat(sorted("v", true, 2)).isEqualTo(all.reversed());
  }

  @Test
  void aMeanThatIsNoNumberIsNone() {
    for (int i = 0; i < 3; i++) {
      put(UUID.randomUUID(), Doc.object("v", 1.5e308));
    }
    ProfileStats stats =
        store.stats(new ProfileStatsQuery(List.of(), new ProfilePath("v"), null)).await();
    assertThat(stats.max()).isEqualTo(1.5e308);
    assertThat(Json.read(Json.bytes(stats), ProfileStats.class)).isEqualTo(stats);
  }

  @Test
  void aPatchMerges() {
    UUID id = UUID.randomUUID();
    assertFails(
        FailureCode.NOT_FOUND, () -> store.patch(new PatchProfile(id, Doc.object(), at(1))));
    put(id, Json.read("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2],\"e\":1}", Doc.class));
    Doc patch =
        Json.read("{\"a\":{\"b\":null,\"x\":{\"y\":3}},\"d\":[3],\"e\":{\"f\":1}}", Doc.class);
    assertThat(store.patch(new PatchProfile(id, patch, at(1))).await().profile())
        .isEqualTo(
            Json.read("{\"a\":{\"c\":2,\"x\":{\"y\":3}},\"d\":[3],\"e\":{\"f\":1}}", Doc.class));
    assertFails(FailureCode.PRECONDITION, () -> store.patch(new PatchProfile(id, patch, at(1))));
    Doc large = Doc.object("large", "x".repeat(60_000));
    store.patch(new PatchProfile(id, large, IfMatch.ANY)).await();
    assertFails(
        FailureCode.INVALID,
        () ->
            store.patch(new PatchProfile(id, Doc.object("more", "x".repeat(10_000)), IfMatch.ANY)));
  }

  @Test
  void ofTwoWritersWithOneVersionOneWins() {
    UUID id = UUID.randomUUID();
    put(id, Doc.object("n", 0));
    for (int version = 1; version <= 100; version++) {
      IfMatch same = at(version);
      List<Future<Profile>> writers =
          IntStream.range(0, 2)
              .mapToObj(i -> store.put(new PutProfile(id, Doc.object("n", i), same, false)))
              .toList();
      Future.join(writers).transform(r -> Future.succeededFuture()).await();
      assertThat(writers.stream().filter(Future::succeeded)).hasSize(1);
    }
    List<Future<Profile>> patches =
        IntStream.range(0, 5)
            .mapToObj(i -> store.patch(new PatchProfile(id, Doc.object("p" + i, i), IfMatch.ANY)))
            .toList();
    Future.join(patches).transform(r -> Future.succeededFuture()).await();
    Map<String, Object> members = store.get(id).await().profile().members();
    for (int i = 0; i < patches.size(); i++) {
      assertThat(members.containsKey("p" + i)).isEqualTo(patches.get(i).succeeded());
    }
  }

  @Test
  void firstWritesAtTheSameTimeAllCount() {
    UUID id = UUID.randomUUID();
    Future.all(
            IntStream.range(0, 8).mapToObj(i -> store.put(plain(id, Doc.object("n", i)))).toList())
        .await();
    assertThat(store.get(id).await().version()).isEqualTo(8);
  }

  @Test
  void whatIsErasedNeverComesBack() {
    UUID id = UUID.randomUUID();
    put(id, Doc.object("secret", "xyzzy"));
    store.erase(id).await();
    store.erase(id).await();
    store.erase(UUID.randomUUID()).await();
    assertFails(FailureCode.NOT_FOUND, () -> store.get(id));
    assertFails(FailureCode.NOT_FOUND, () -> store.put(plain(id, Doc.object())));
    assertThat(found()).isEmpty();
    List<JsonObject> left = mongo.find("profiles", new JsonObject()).await();
    assertThat(left.toString()).doesNotContain("xyzzy");
  }

  @Test
  void filtersAreTyped() {
    List<UUID> ids = new ArrayList<>();
    for (String doc :
        List.of(
            "{\"v\":10,\"o\":{\"c\":\"Bern\"},\"tags\":[\"a\",\"b\"]}",
            "{\"v\":20.5,\"o\":{\"c\":\"Basel\"},\"tags\":[\"b\"]}",
            "{\"v\":\"20\",\"o\":{\"c\":\"B.rn\"}}",
            "{\"v\":true}",
            "{\"v\":null,\"$x\":1}".replace(",\"$x\":1", ""),
            "{\"w\":1}")) {
      ids.add(UUID.randomUUID());
      put(ids.get(ids.size() - 1), Json.read(doc, Doc.class));
    }
    assertFound(ids, "v:eq:10", 0);
    assertFound(ids, "v:eq:\"20\"", 2);
    assertFound(ids, "v:gt:10", 1);
    assertFound(ids, "v:gte:10", 0, 1);
    assertFound(ids, "v:lt:20.5", 0);
    assertFound(ids, "v:lte:\"z\"", 2);
    assertFound(ids, "v:eq:true", 3);
    assertFound(ids, "v:ne:10", 1, 2, 3, 4, 5);
    assertFound(ids, "v:exists:true", 0, 1, 2, 3, 4);
    assertFound(ids, "v:exists:false", 5);
    assertFound(ids, "v:in:[10,\"20\",true]", 0, 2, 3);
    assertFound(ids, "v:in:[]");
    assertFound(ids, "o.c:prefix:B", 0, 1, 2);
    assertFound(ids, "o.c:prefix:B.", 2);
    assertFound(ids, "o.c:eq:Bern", 0);
    assertFound(ids, "tags:eq:a", 0);
    assertFound(ids, "tags.0:eq:b", 1);
    assertThat(ids(store.find(query(List.of("v:gte:10", "o.c:prefix:Ba"), null, null, 10)).await()))
        .containsExactly(ids.get(1));
  }

  @Test
  void aSortedListIsPagedThroughEveryType() {
    List<Object> values =
        Arrays.asList(5, -1, 2.5, "b", "a", "B", true, false, 5, "a", 1e300, "", null, List.of(1));
    for (Object value : values) {
      put(UUID.randomUUID(), Doc.of(java.util.Collections.singletonMap("v", value)));
    }
    put(UUID.randomUUID(), Doc.object("w", 1));
    for (boolean descending : List.of(false, true)) {
      List<Object> all = sorted("v", descending, 200);
      assertThat(all).hasSize(12);
      List<Object> expected =
          new ArrayList<>(List.of(-1, 2.5, 5, 5, 1e300, "", "B", "a", "a", "b", false, true));
      assertThat(all).isEqualTo(descending ? expected.reversed() : expected);
      for (int limit = 1; limit <= 4; limit++) {
        assertThat(sorted("v", descending, limit)).as("pages of " + limit).isEqualTo(all);
      }
    }
    assertThat(pages(null, false, 4)).hasSize(15);
    assertThat(pages(null, true, 4)).isEqualTo(pages(null, false, 4).reversed());
  }

  @Test
  void statisticsCountWhatIsANumber() {
    for (String doc :
        List.of(
            "{\"age\":20,\"city\":\"Bern\"}", "{\"age\":40,\"city\":\"Bern\"}",
            "{\"age\":30.5,\"city\":\"Basel\"}", "{\"age\":\"50\",\"city\":\"Bern\"}",
            "{\"age\":[60],\"city\":\"Bern\"}", "{\"age\":7}")) {
      put(UUID.randomUUID(), Json.read(doc, Doc.class));
    }
    ProfilePath age = new ProfilePath("age");
    ProfileStats all = store.stats(new ProfileStatsQuery(List.of(), age, null)).await();
    assertThat(all).isEqualTo(new ProfileStats(4, 7.0, 40.0, 24.375, null, false));
    ProfileStats groups =
        store
            .stats(
                new ProfileStatsQuery(filters(List.of("age:gt:7")), age, new ProfilePath("city")))
            .await();
    assertThat(groups.groups())
        .containsExactly(
            new ProfileStats.Group(Doc.of("Bern"), 2, 20.0, 40.0, 30.0),
            new ProfileStats.Group(Doc.of("Basel"), 1, 30.5, 30.5, 30.5));
    assertThat(store.stats(new ProfileStatsQuery(List.of(), new ProfilePath("x"), null)).await())
        .isEqualTo(new ProfileStats(0, null, null, null, null, false));
  }

  /** What is refused does not get here; what is not must arrive as names and values only. */
  @Test
  void noKeyOfARequestReachesTheServerAsAnOperator() {
    put(UUID.randomUUID(), Doc.object("a", 1));
    commands.clear();
    List<String> hostile =
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
    int refused = 0;
    for (String text : hostile) {
      UUID id = UUID.randomUUID();
      for (Supplier<Future<?>> attempt :
          List.<Supplier<Future<?>>>of(
              () -> store.put(plain(id, Doc.object(text, 1))),
              () -> store.put(plain(id, Doc.object("in", Map.of(text, 1)))),
              () ->
                  store.put(plain(id, Doc.object("list", List.of(Map.of(text, Map.of(text, 1)))))),
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
                      new ProfileStatsQuery(
                          List.of(), new ProfilePath("a"), new ProfilePath(text))))) {
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

  private Profile put(UUID id, Doc doc) {
    return store.put(plain(id, doc)).await();
  }

  private static PutProfile plain(UUID id, Doc doc) {
    return new PutProfile(id, doc, null, false);
  }

  private static IfMatch at(long version) {
    return new IfMatch(false, List.of(version));
  }

  private void assertFound(List<UUID> ids, String filter, int... expected) {
    List<UUID> wanted = Arrays.stream(expected).mapToObj(ids::get).toList();
    assertThat(found(filter)).as(filter).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private List<UUID> found(String... filters) {
    return ids(store.find(query(List.of(filters), null, null, 200)).await());
  }

  private static List<UUID> ids(ProfilePage page) {
    return page.items().stream().map(Profile::userId).toList();
  }

  private List<Object> sorted(String field, boolean descending, int limit) {
    return pages((descending ? "-" : "") + field, descending, limit).stream()
        .map(p -> p.profile().members().get(field))
        .toList();
  }

  private List<Profile> pages(String sort, boolean descending, int limit) {
    List<Profile> all = new ArrayList<>();
    String cursor = null;
    do {
      FindProfiles find =
          sort == null
              ? new FindProfiles(List.of(), null, descending, new PageRequest(limit, cursor))
              : query(List.of(), sort, cursor, limit);
      ProfilePage page = store.find(find).await();
      all.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    return all;
  }

  private static FindProfiles query(List<String> filters, String sort, String cursor, int limit) {
    boolean descending = Objects.requireNonNullElse(sort, "").startsWith("-");
    ProfilePath path = sort == null ? null : new ProfilePath(descending ? sort.substring(1) : sort);
    return new FindProfiles(filters(filters), path, descending, new PageRequest(limit, cursor));
  }

  private static List<ProfileFilter> filters(List<String> texts) {
    return texts.stream().map(text -> ProfileFilter.parse("filter", text)).toList();
  }

  private static void assertFails(FailureCode code, Supplier<Future<?>> attempt) {
    assertThatThrownBy(() -> attempt.get().await())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
