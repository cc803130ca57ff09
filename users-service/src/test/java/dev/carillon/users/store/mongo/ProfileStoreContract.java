package dev.carillon.users.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.carillon.async.time.Clocks;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfileFilter;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.users.domain.ProfileStore;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mongo.MongoClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * A profile store over an empty collection before each test. Every command that reaches the driver
 * is recorded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProfileStoreContract {
  private static final Bulkhead.Capacity ROOM =
      new Bulkhead.Capacity(20, 100, Duration.ofSeconds(2), Duration.ofSeconds(5));

  final ConcurrentLinkedQueue<BsonDocument> commands = new ConcurrentLinkedQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private MongoLink link;
  MongoClient mongo;
  private Bulkhead bulkhead;
  ProfileStore store;

  /** Where the server is, with the database's name. */
  abstract String url();

  @BeforeAll
  void connect() {
    CommandListener recorder =
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            commands.add(event.getCommand().clone());
          }
        };
    link = new MongoLink(vertx, url(), 30, recorder);
    mongo = link.client();
    bulkhead =
        new Bulkhead(
            "profiles under test",
            vertx,
            ROOM,
            MongoProfileStore::isAbsence,
            Clocks.system(),
            Metrics.globalRegistry);
    MongoProfileStore profiles =
        new MongoProfileStore(bulkhead.guard(link), bulkhead.guard(link), Clocks.system());
    profiles.index(List.of(new ProfilePath("age"), new ProfilePath("address.city"))).await();
    store = profiles;
  }

  @BeforeEach
  void empty() {
    mongo.removeDocuments("profiles", new JsonObject()).await();
  }

  @AfterAll
  void disconnect() {
    link.close().await();
    bulkhead.close();
    vertx.close().await();
  }

  Profile put(UUID id, Doc doc) {
    return store.put(plain(id, doc)).await();
  }

  static PutProfile plain(UUID id, Doc doc) {
    return new PutProfile(id, doc, null, false);
  }

  static IfMatch at(long version) {
    return new IfMatch(false, List.of(version));
  }

  List<UUID> found(String... filters) {
    return ids(store.find(query(List.of(filters), null, null, 200)).await());
  }

  static List<UUID> ids(ProfilePage page) {
    return page.items().stream().map(Profile::userId).toList();
  }

  static FindProfiles query(List<String> filters, String sort, String cursor, int limit) {
    boolean descending = Objects.requireNonNullElse(sort, "").startsWith("-");
    ProfilePath path = sort == null ? null : new ProfilePath(descending ? sort.substring(1) : sort);
    return new FindProfiles(filters(filters), path, descending, new PageRequest(limit, cursor));
  }

  static List<ProfileFilter> filters(List<String> texts) {
    return texts.stream().map(text -> ProfileFilter.parse("filter", text)).toList();
  }

  static void assertFails(FailureCode code, Supplier<Future<?>> attempt) {
    assertThatThrownBy(() -> attempt.get().await())
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
