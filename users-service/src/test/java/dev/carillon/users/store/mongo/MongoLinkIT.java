package dev.carillon.users.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ConnectionString;
import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.testkit.Await;
import dev.carillon.embedded.testkit.Backends;
import dev.carillon.embedded.testkit.SilentProxy;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.store.bulkhead.Bulkhead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link to the document store that is reset, or on which nothing arrives any more. */
class MongoLinkIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Doc AGE = Doc.object("age", 1);

  @TempDir static Path folder;
  private static Vertx vertx;
  private static Backends backends;
  private SilentProxy proxy;
  private MongoLink link;
  private Bulkhead bulkhead;
  private MongoProfileStore store;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    backends = Backends.start(folder);
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    backends.close();
  }

  @BeforeEach
  void connect() {
    String url = backends.config().getString("CARILLON_MONGO_URL");
    String host = new ConnectionString(url).getHosts().get(0);
    int port = Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
    proxy = new SilentProxy(port);
    link = new MongoLink(vertx, url.replace(host, "127.0.0.1:" + proxy.port()), 4);
    bulkhead =
        new Bulkhead(
            "profiles",
            vertx,
            new Bulkhead.Capacity(8, 100, Duration.ofSeconds(2), Duration.ofSeconds(4)),
            MongoProfileStore::isAbsence,
            link::ping,
            Clocks.system(),
            new SimpleMeterRegistry());
    store = new MongoProfileStore(bulkhead.guard(link), bulkhead.guard(link), Clocks.system());
  }

  @AfterEach
  void disconnect() {
    link.close().await();
    bulkhead.close();
    proxy.close();
  }

  @Test
  void aConnectionThatIsResetWhileItLogsInIsNoneAndNothingWasDone() {
    proxy.resetting(true);
    assertFails(FailureCode.UNAVAILABLE, put());
    proxy.resetting(false);
    Await.until(LIMIT, () -> "changes again", () -> succeeds(put()));
  }

  /** As a firewall that forgot: whoever waits is told in time, and what comes then finds a way. */
  @Test
  void onASilentLinkEachCallEndsInTimeAndTheNextOnesGoOn() {
    put().await();
    List<Future<?>> some = IntStream.range(0, 4).<Future<?>>mapToObj(i -> put()).toList();
    Future.all(some).await(); // each has a connection
    proxy.silence();
    long began = System.nanoTime();
    List<Future<?>> lost = IntStream.range(0, 4).<Future<?>>mapToObj(i -> put()).toList();
    lost.stream()
        .filter(change -> !succeeds(change)) // the driver tries some again on a new connection
        .forEach(change -> assertFails(FailureCode.TIMEOUT, change));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    Await.until(LIMIT, () -> "changes again", () -> succeeds(put())); // no place is lost for good
  }

  /** A backup reads all profiles by one cursor, and writes each before it takes the next. */
  @Test
  void whoReadsAllThereIsMayTakeLongerThanAnOperation() {
    ProfileDocuments documents =
        new ProfileDocuments(vertx, backends.config().getString("CARILLON_MONGO_URL"));
    int many = 1_200; // more than come at once
    documents
        .write(
            IntStream.range(0, many)
                .mapToObj(i -> new JsonObject().put("_id", new UUID(7, i).toString()))
                .toList())
        .await();
    long end = System.nanoTime() + Duration.ofMillis(4_500).toNanos();
    long read =
        documents
            .read(
                document -> {
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                })
            .await();
    assertThat(read).isGreaterThanOrEqualTo(many);
    assertThat(documents.isEmpty().await()).isFalse();
    documents.clear().await();
    assertThat(documents.isEmpty().await()).isTrue();
    documents.close().await();
  }

  private Future<?> put() {
    return store.put(ProfileStoreContract.plain(UUID.randomUUID(), AGE));
  }

  private static boolean succeeds(Future<?> future) {
    return future.transform(r -> Future.succeededFuture(r.succeeded())).await();
  }

  private static void assertFails(FailureCode code, Future<?> future) {
    assertThatThrownBy(future::await)
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
