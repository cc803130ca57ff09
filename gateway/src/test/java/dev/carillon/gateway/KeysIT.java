package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.Done;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.Users;
import dev.carillon.embedded.FreePorts;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as it runs, with a users-service that is a table in this test. */
class KeysIT {
  private static final String BOOT = "sk_boot";
  private static final String CI = "sk_" + "c".repeat(43);

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, VerifiedKeys.Good> table = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong(1);
  private volatile boolean away;
  private final int port = FreePorts.next();
  private GatewayWiring gateway;

  @BeforeEach
  void start() throws Exception {
    serve();
    Path keys =
        Files.writeString(folder.resolve("keys"), "boot admin " + HashedKey.of(BOOT).hex() + "\n");
    JsonObject config =
        new JsonObject()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_INSTANCES", 2)
            .put("CARILLON_PLAYGROUND", "on");
    gateway = new GatewayWiring(vertx, ConfigSource.of(config, Map.of()), clock);
    gateway.start().await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.stop().await(20, TimeUnit.SECONDS);
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void anOpenWebSocketEndsWithTheRevocationWhileTheClockStandsStill() throws Exception {
    add(CI, "ci", "live:subscribe:plain", "users:read");
    Socket ci = new Socket(CI);
    Socket boot = new Socket(BOOT);
    assertThat(get("/hello", CI).statusCode()).isEqualTo(200);
    remove(CI);
    assertThat(ci.closed()).isEqualTo(4401);
    assertThat(get("/hello", CI).statusCode()).isEqualTo(401);
    assertThat(boot.isOpen()).isTrue();
  }

  @Test
  void aStreamThatIsBeingReadIsCut() throws Exception {
    add(CI, "ci", "users:read");
    HttpResponse<InputStream> stream =
        http.send(request("/stream", CI).build(), BodyHandlers.ofInputStream());
    assertThat(stream.body().read()).isEqualTo('C');
    remove(CI);
    assertThatThrownBy(() -> stream.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void whenUsersServiceDoesNotAnswerKeysOfTheTableAre503AndThoseOfTheFileWork() throws Exception {
    add(CI, "ci", "live:subscribe:plain", "users:read");
    Socket ci = new Socket(CI);
    Socket boot = new Socket(BOOT);
    away = true;
    assertThat(get("/hello", CI).statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(31));
    assertThat(ci.closed()).isEqualTo(1012);
    HttpResponse<String> refused = get("/hello", CI);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(refused.body()).contains("API keys cannot be checked at the moment");
    assertThat(upgradeStatus(CI)).isEqualTo(503);
    assertThat(get("/hello", BOOT).statusCode()).isEqualTo(200);
    assertThat(boot.isOpen()).isTrue();
    away = false;
    Bus bus = new Bus(vertx, clock);
    bus.publish(Keys.CHANGED, new KeyName("ci"));
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (get("/hello", CI).statusCode() != 200) {
      assertThat(System.nanoTime()).as("good again").isLessThan(end);
    }
  }

  @Test
  void aKeyIsShownOnceAndOnlyItsHashGoesOn() throws Exception {
    HttpResponse<String> made =
        post("/v1/keys", BOOT, "{\"name\":\"ci\",\"scopes\":[\"users:read\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("location")).hasValue("/v1/keys/ci");
    assertThat(made.headers().firstValue("cache-control")).hasValue("no-store");
    String key = new JsonObject(made.body()).getString("key");
    assertThat(key).matches("sk_[A-Za-z0-9_-]{43}");
    assertThat(table.keySet()).containsExactly(HashedKey.of(key).hex());
    assertThat(get("/hello", key).statusCode()).isEqualTo(200);
    HttpResponse<String> posted = post("/process", key, "{}");
    assertThat(posted.statusCode()).isEqualTo(403);
    assertThat(posted.body()).contains("requires the scope users:write");
    assertThat(get("/v1/keys", key).statusCode()).isEqualTo(403);
  }

  /** The body of the first request with a key comes while the key is being looked for. */
  @Test
  void nothingOfABodyIsLostWhileItsKeyIsLookedFor() throws Exception {
    add(CI, "ci", "users:write");
    String text = "x".repeat(200_000);
    HttpResponse<String> answer = post("/process", CI, "{\"text\":\"" + text + "\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(text);
  }

  @Test
  void whatCannotBeRepeatedOrHasTheNameOfTheFileIsRefused() throws Exception {
    HttpRequest.Builder repeated =
        request("/v1/keys", BOOT)
            .header("Idempotency-Key", "k")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"name\":\"ci\",\"role\":\"reader\"}"));
    HttpResponse<String> refused = http.send(repeated.build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("Idempotency-Key is not taken here");
    assertThat(post("/v1/keys", BOOT, "{\"name\":\"boot\",\"role\":\"reader\"}").statusCode())
        .isEqualTo(409);
    HttpRequest revoke = request("/v1/keys/boot", BOOT).DELETE().build();
    assertThat(http.send(revoke, BodyHandlers.ofString()).statusCode()).isEqualTo(409);
    assertThat(table).isEmpty();
  }

  @Test
  void everyMistakeInANewKeyIsNamed() throws Exception {
    for (String body :
        List.of(
            "{\"name\":\"ci\"}",
            "{\"name\":\"ci\",\"scopes\":[]}",
            "{\"name\":\"ci\",\"scopes\":[\"root\"]}",
            "{\"name\":\"ci\",\"role\":\"root\"}",
            "{\"name\":\"ci\",\"role\":\"reader\",\"scopes\":[\"admin\"]}",
            "{\"name\":\"c i\",\"role\":\"reader\"}",
            "{\"role\":\"reader\"}")) {
      HttpResponse<String> refused = post("/v1/keys", BOOT, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      JsonArray errors = new JsonObject(refused.body()).getJsonArray("errors");
      assertThat(errors.getJsonObject(0).getString("pointer")).as(body).startsWith("/");
    }
  }

  private void serve() {
    Bus bus = new Bus(vertx, clock);
    bus.serve(
        Keys.VERIFY,
        (call, q) ->
            answer(
                new VerifiedKeys(
                    version.get(),
                    q.sha256().stream().filter(table::containsKey).map(table::get).toList())));
    bus.serve(Keys.VERSION, (call, q) -> answer(new KeyListVersion(version.get())));
    bus.serve(Keys.CREATE, (call, q) -> answer(created(q, call.principal())));
    bus.serve(Users.PING, (call, q) -> answer(new Done()));
    bus.serve(Mails.PING, (call, q) -> answer(new Done()));
  }

  /** Without an answer there is none until the time-out. */
  private <R> Future<R> answer(R answer) {
    return away ? Promise.<R>promise().future() : Future.succeededFuture(answer);
  }

  private ApiKey created(CreateKey create, String creator) {
    table.put(
        create.sha256(),
        new VerifiedKeys.Good(create.sha256(), create.name(), create.scopes(), null));
    version.incrementAndGet();
    return new ApiKey(
        create.name(), create.scopes(), Instant.EPOCH, creator, null, null, null, null);
  }

  private void add(String key, String name, String... scopes) {
    String hash = HashedKey.of(key).hex();
    table.put(hash, new VerifiedKeys.Good(hash, name, List.of(scopes), null));
    version.incrementAndGet();
  }

  private void remove(String key) {
    table.remove(HashedKey.of(key).hex());
    version.incrementAndGet();
  }

  private HttpRequest.Builder request(String path, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> get(String path, String key) throws Exception {
    return http.send(request(path, key).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String key, String body) throws Exception {
    return http.send(
        request(path, key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private int upgradeStatus(String key) throws Exception {
    try {
      new Socket(key);
      return 101;
    } catch (java.util.concurrent.ExecutionException e) {
      return ((java.net.http.WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  /** A plain client. */
  private final class Socket implements WebSocket.Listener {
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    Socket(String key) throws Exception {
      http.newWebSocketBuilder()
          .header("Authorization", "Bearer " + key)
          .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), this)
          .get(30, TimeUnit.SECONDS);
    }

    int closed() throws Exception {
      return closed.get(30, TimeUnit.SECONDS);
    }

    boolean isOpen() {
      return !closed.isDone();
    }

    @Override
    public CompletableFuture<?> onClose(WebSocket webSocket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
