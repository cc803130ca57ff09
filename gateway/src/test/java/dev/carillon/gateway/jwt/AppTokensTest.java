package dev.carillon.gateway.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import dev.carillon.contract.tokens.AdmittedUser;
import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.contract.tokens.TokenNews.Kind;
import dev.carillon.contract.tokens.TokenNews.Revocation;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.keys.KeyBounds;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Keyring.End;
import dev.carillon.gateway.tokens.TokenRing;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tokens of an application's identity provider: the right ones come in, and no other. */
class AppTokensTest {
  private static final UUID ADA = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String HERE = "192.0.2.1";

  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final TestProvider provider = new TestProvider(() -> bus.clock().now());
  private final List<Revocation> revoked = new CopyOnWriteArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile String published = "";
  private volatile int status = 200;
  private HttpServer server;
  private AppTokens apps;
  private TokenRing ring;
  private List<?> admitted;

  @BeforeEach
  void start() {
    published = provider.published();
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  reads.incrementAndGet();
                  if (status == 302) {
                    request.response().putHeader("location", "/elsewhere");
                  }
                  request.response().setStatusCode(status).end(published);
                })
            .listen(0, "127.0.0.1")
            .await();
    bus.fake(
        Tokens.LOOK,
        q -> Future.succeededFuture(new TokenNews("1::", false, List.of(), List.copyOf(revoked))));
    admitted =
        bus.fake(
            Tokens.ADMIT,
            q ->
                switch (q.user()) {
                  case "ada" -> Future.succeededFuture(new AdmittedUser(ADA));
                  case "rests" ->
                      Future.failedFuture(Failure.of(FailureCode.CONFLICT, "is not active"));
                  default -> Future.failedFuture(Failure.notFound("user", q.user()));
                });
    KeyBounds bounds = new KeyBounds(Duration.ofDays(1), 1_000, 8);
    KeyRing apiKeys = new KeyRing(vertx, ApiKeys.none(), bounds, bus.clock());
    apps = new AppTokens(vertx, settings(), bus.clock());
    ring = new TokenRing(vertx, apiKeys, bounds, apps, bus.clock());
    ring.look().await();
    apps.again().await();
  }

  private JwtSettings settings() {
    JsonObject given =
        new JsonObject()
            .put("CARILLON_JWKS_URL", "http://127.0.0.1:" + server.actualPort() + "/jwks.json")
            .put("CARILLON_JWT_ISSUER", TestProvider.ISSUER)
            .put("CARILLON_JWT_AUDIENCE", TestProvider.AUDIENCE);
    ConfigSource source = ConfigSource.of(given, Map.of());
    JwtSettings settings = JwtSettings.read(source);
    source.verify();
    return settings;
  }

  @AfterEach
  void stop() {
    apps.component().stop().get().await();
    vertx.close().await();
  }

  @Test
  void tokensOfEachAlgorithmComeInAndNameTheirUser() {
    for (String kid : List.of("ed", "ec", "rsa")) {
      String token = provider.sign(kid, provider.claims("ada"));
      Caller ada = ring.check(token, HERE).await();
      assertThat(ada.name()).isEqualTo("user:" + ADA);
      assertThat(ada.scopes().all()).isEmpty();
      assertThat(ada.user().maySubscribe("chat.a")).isTrue();
      assertThat(ada.user().mayPublish("chat.a")).isFalse();
      assertThat(ada.user().token().version()).isEqualTo(7);
      assertThat(ring.known(token)).isEqualTo(ada);
    }
    assertThat(admitted).as("asked once for each token").hasSize(3);
    assertThat(reads).hasValue(1);
  }

  @Test
  void noneOfTheOthersDoes() {
    Map<String, String> all = new HostileJwts(provider).all();
    assertThat(all).hasSizeGreaterThan(60);
    List<String> letIn = new ArrayList<>();
    all.forEach(
        (what, token) -> {
          try {
            ring.check(token, HERE).await();
            letIn.add(what);
          } catch (Failure refused) {
            assertThat(refused.code()).as(what).isEqualTo(FailureCode.UNAUTHENTICATED);
          }
        });
    assertThat(letIn).isEmpty();
    assertThat(reads.get()).as("names of keys make nobody read without end").isLessThan(3);
  }

  @Test
  void aKeyThatIsNewIsReadAtOnceAndOneThatIsGoneEndsWhatItHasSigned() {
    Caller ada = ring.check(provider.sign("ed", provider.claims("ada")), HERE).await();
    Promise<End> ended = Promise.promise();
    ring.watch(ada, ended::tryComplete);
    provider.replace("ed", "next");
    published = provider.published();
    bus.clock().advance(Duration.ofSeconds(11));
    assertThat(refusal(provider.sign("next", provider.claims("ada")))).isNull();
    ring.look().await();
    assertThat(ended.future().await()).isEqualTo(End.REVOKED);
  }

  @Test
  void whatEndsTheTokensOfAUserEndsTheseToo() {
    String token = provider.sign("ec", provider.claims("ada"));
    Caller ada = ring.check(token, HERE).await();
    Promise<End> ended = Promise.promise();
    ring.watch(ada, ended::tryComplete);
    revoked.add(
        new Revocation(
            Kind.USER, ADA.toString(), bus.clock().now(), bus.clock().now().plusSeconds(90_000)));
    ring.look().await();
    assertThat(ended.future().await()).isEqualTo(End.REVOKED);
    assertThat(refusal(token)).isEqualTo(FailureCode.UNAUTHENTICATED);
    bus.clock().advance(Duration.ofSeconds(2));
    assertThat(refusal(provider.sign("ec", provider.claims("ada")))).as("a later one").isNull();
  }

  @Test
  void knownKeysServeForAnHourWhateverTheProviderAnswers() {
    for (Map.Entry<Integer, String> bad :
        Map.of(
                500,
                "",
                302,
                published,
                404,
                published,
                200,
                "{\"keys\":[]}",
                201,
                "no JSON",
                206,
                "{" + " ".repeat(2 << 20) + "}")
            .entrySet()) {
      status = bad.getKey();
      published = bad.getValue();
      bus.clock().advance(Duration.ofSeconds(11));
      apps.again().await();
      assertThat(refusal(provider.sign("rsa", provider.claims("ada")))).as("" + bad).isNull();
    }
    bus.clock().advance(Duration.ofMinutes(61));
    ring.look().await();
    assertThat(refusal(provider.sign("rsa", provider.claims("ada"))))
        .isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void settingsThatWouldLetAnybodyInAreRefused() {
    for (Map.Entry<String, String> wrong :
        List.of(
            Map.entry("CARILLON_JWKS_URL", "http://id.example/keys"),
            Map.entry("CARILLON_JWKS_URL", "https://user@id.example/keys"),
            Map.entry("CARILLON_JWKS_URL", "file:///etc/passwd"),
            Map.entry("CARILLON_JWKS_URL", "no url"),
            Map.entry("CARILLON_JWT_ISSUER", ""),
            Map.entry("CARILLON_JWT_AUDIENCE", ""),
            Map.entry("CARILLON_JWT_ALGORITHMS", "HS256"),
            Map.entry("CARILLON_JWT_ALGORITHMS", "RS256,none"))) {
      JsonObject given =
          new JsonObject()
              .put("CARILLON_JWKS_URL", "https://id.example/keys")
              .put("CARILLON_JWT_ISSUER", "https://id.example")
              .put("CARILLON_JWT_AUDIENCE", "app");
      given.put(wrong.getKey(), wrong.getValue());
      ConfigSource source = ConfigSource.of(given, Map.of());
      JwtSettings.read(source);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(source::verify))
          .as(wrong.toString())
          .hasMessageContaining(wrong.getKey());
    }
  }

  private FailureCode refusal(String token) {
    try {
      ring.check(token, HERE).await();
      return null;
    } catch (Failure refused) {
      return refused.code();
    }
  }
}
