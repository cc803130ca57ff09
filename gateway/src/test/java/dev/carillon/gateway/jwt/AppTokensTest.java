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
import org.junit.jupiter.api.Timeout;

/** The tokens of an application's identity provider: the right ones come in, and no other. */
@Timeout(60)
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
                switch (String.valueOf(q.externalId())) {
                  case "ada" -> Future.succeededFuture(new AdmittedUser(ADA));
                  case "rests" ->
                      Future.failedFuture(Failure.of(FailureCode.CONFLICT, "is not active"));
                  default -> Future.failedFuture(Failure.notFound("user", q.externalId()));
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
    bus.clock().advance(Duration.ofSeconds(31));
    assertThat(refusal(provider.sign("ec", provider.claims("ada")))).as("a later one").isNull();
  }

  /** The provider's clock may be ahead; what was signed before the end is not signed after it. */
  @Test
  void aClockThatIsAheadBringsNoTokenBackToLife() {
    JsonObject ahead = provider.claims("ada");
    String token = provider.sign("ed", ahead.put("iat", ahead.getLong("iat") + 20));
    assertThat(refusal(token)).isNull();
    bus.clock().advance(Duration.ofSeconds(5));
    revoked.add(
        new Revocation(
            Kind.USER, ADA.toString(), bus.clock().now(), bus.clock().now().plusSeconds(90_000)));
    ring.look().await();
    for (int i = 0; i < 3; i++) {
      bus.clock().advance(Duration.ofSeconds(10));
      assertThat(refusal(token)).isEqualTo(FailureCode.UNAUTHENTICATED);
    }
  }

  @Test
  void anotherKeyOfTheSameNameEndsWhatTheOneBeforeHasSigned() {
    String token = provider.sign("ed", provider.claims("ada"));
    Caller ada = ring.check(token, HERE).await();
    Promise<End> ended = Promise.promise();
    ring.watch(ada, ended::tryComplete);
    provider.replace("ed", "ed");
    published = provider.published();
    bus.clock().advance(Duration.ofSeconds(11));
    apps.again().await();
    ring.look().await();
    assertThat(ended.future().await()).isEqualTo(End.REVOKED);
    assertThat(refusal(token)).isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(refusal(provider.sign("ed", provider.claims("ada")))).isNull();
  }

  @Test
  void whoShowsTokensWithoutEndAsksNobodyWithoutEnd() {
    for (int i = 0; i < 60; i++) {
      String nobody = provider.sign("ed", provider.claims("nobody").put("n", i));
      assertThat(refusal(nobody)).isEqualTo(FailureCode.UNAUTHENTICATED);
    }
    assertThat(admitted).as("asked about nobody").hasSize(1);
    List<FailureCode> refusals = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long issued = bus.clock().now().getEpochSecond() - i;
      refusals.add(refusal(provider.sign("ed", provider.claims("ada").put("iat", issued))));
    }
    assertThat(refusals).contains(null, FailureCode.RATE_LIMITED);
    assertThat(admitted).hasSizeLessThan(30);
    assertThat(refusal(provider.sign("ed", provider.claims("eve"))))
        .as("another one is heard")
        .isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  private long expiry(int seconds) {
    return bus.clock().now().getEpochSecond() + seconds;
  }

  @Test
  void whileNoKeysAreKnownNobodyIsCalledAForger() {
    status = 500;
    AppTokens none = new AppTokens(vertx, settings(), bus.clock());
    List<String> forged = new ArrayList<>();
    Future<?> checked =
        none.check(provider.sign("ed", provider.claims("ada")), () -> forged.add("forged"));
    assertThat(TestBus.failure(checked).code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(forged).isEmpty();
    none.component().stop().get().await();
  }

  @Test
  void knownKeysServeForAnHourWhateverTheProviderAnswers() {
    TestProvider other = new TestProvider(() -> bus.clock().now());
    String theirs = other.published();
    String large = theirs.substring(0, theirs.length() - 1) + " ".repeat(2 << 20) + "}";
    for (Map.Entry<Integer, String> bad :
        List.of(
            Map.entry(500, theirs),
            Map.entry(302, theirs),
            Map.entry(404, theirs),
            Map.entry(200, "{\"keys\":[]}"),
            Map.entry(200, "no JSON"),
            Map.entry(200, large))) {
      status = bad.getKey();
      published = bad.getValue();
      bus.clock().advance(Duration.ofSeconds(21));
      int before = reads.get();
      apps.again().await();
      assertThat(reads.get()).as("it was read").isGreaterThan(before);
      assertThat(refusal(provider.sign("rsa", provider.claims("ada")))).isNull();
      assertThat(refusal(other.sign("rsa", other.claims("ada"))))
          .isEqualTo(FailureCode.UNAUTHENTICATED);
    }
    String lasting = provider.sign("ec", provider.claims("ada").put("exp", expiry(80_000)));
    Promise<End> ended = Promise.promise();
    ring.watch(ring.check(lasting, HERE).await(), ended::tryComplete);
    bus.clock().advance(Duration.ofMinutes(55));
    ring.look().await();
    assertThat(ended.future().isComplete()).isFalse();
    bus.clock().advance(Duration.ofMinutes(6));
    ring.look().await();
    assertThat(ended.future().await()).as("nobody says that it ended").isEqualTo(End.UNCHECKED);
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
            Map.entry("CARILLON_JWKS_URL", "http://127.0.0.1.id.example/keys"),
            Map.entry("CARILLON_JWKS_URL", "no url"),
            Map.entry("CARILLON_JWT_ISSUER", ""),
            Map.entry("CARILLON_JWT_ISSUER", "carillon"),
            Map.entry("CARILLON_JWT_USER", "email"),
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
