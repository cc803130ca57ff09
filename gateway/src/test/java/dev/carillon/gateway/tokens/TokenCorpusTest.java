package dev.carillon.gateway.tokens;

import static dev.carillon.gateway.testkit.TestSigner.claims;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.carillon.gateway.testkit.TestSigner;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that somebody would like to be let in with: none is, but for the one that is right. */
class TokenCorpusTest {
  private static final UUID ADA = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String HERE = "192.0.2.1";

  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final TestSigner signer = new TestSigner("k1");
  private final List<TokenNews.PublicKey> keys = new CopyOnWriteArrayList<>();
  private final List<Revocation> revoked = new CopyOnWriteArrayList<>();
  private volatile boolean away;
  private TokenRing ring;

  @BeforeEach
  void start() {
    keys.add(signer.publicKey());
    bus.fake(
        Tokens.LOOK,
        q ->
            away
                ? Promise.<TokenNews>promise().future()
                : Future.succeededFuture(
                    new TokenNews("1::", false, List.copyOf(keys), List.copyOf(revoked))));
    KeyBounds bounds = new KeyBounds(Duration.ofSeconds(30), 1_000, 8);
    KeyRing apiKeys = new KeyRing(vertx, ApiKeys.none(), bounds, bus.clock());
    ring = new TokenRing(vertx, apiKeys, bounds, null, bus.clock());
    ring.look().await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void theOneThatIsRightComesInAndNamesItsUser() {
    Caller ada = ring.check(signer.sign(right()), HERE).await();
    assertThat(ada.name()).isEqualTo("user:" + ADA);
    assertThat(ada.scopes().all()).isEmpty();
    assertThat(ada.user().maySubscribe("chat.a")).isTrue();
    assertThat(ada.user().maySubscribe("chat.a.b")).isFalse();
    assertThat(ada.user().mayPublish("chat.a")).isFalse();
  }

  @Test
  void noneOfTheOthersDoes() throws Exception {
    Map<String, String> all = new HostileTokens(signer, ADA, now()).all();
    assertThat(all).hasSizeGreaterThan(50);
    List<String> letIn = new ArrayList<>();
    all.forEach(
        (what, token) -> {
          if (token.equals(signer.sign(right()))) {
            throw new AssertionError(what + " is the one that is right");
          }
          try {
            ring.check(token, HERE).await();
            letIn.add(what);
          } catch (Failure refused) {
            assertThat(refused.code()).as(what).isEqualTo(FailureCode.UNAUTHENTICATED);
          }
        });
    assertThat(letIn).isEmpty();
  }

  @Test
  void whatWasRevokedIsLetInNoMoreByWhicheverOfItsNames() {
    JsonObject claims = right();
    String token = signer.sign(claims);
    Map<Kind, String> names =
        Map.of(Kind.TOKEN, claims.getString("jti"), Kind.USER, ADA.toString(), Kind.KEY, "ci");
    names.forEach(
        (kind, name) -> {
          ring.check(token, HERE).await();
          Instant end = now().plusSeconds(3_600);
          revoked.add(new Revocation(kind, name, now(), now()));
          ring.look().await();
          bus.clock().advance(Duration.ofMillis(1));
          ring.look().await();
          revoked.set(0, new Revocation(kind, name, now(), end));
          ring.look().await();
          assertThat(ring.known(token)).as(kind.name()).isNull();
          assertThat(refusal(token)).isEqualTo(FailureCode.UNAUTHENTICATED);
          revoked.set(0, new Revocation(kind, name, Instant.EPOCH, end));
          ring.look().await();
          revoked.clear();
        });
    revoked.add(new Revocation(Kind.USER, ADA.toString(), now(), now().plusSeconds(3_600)));
    bus.clock().advance(Duration.ofSeconds(1));
    ring.look().await();
    assertThat(refusal(signer.sign(right()))).as("signed after it").isNull();
  }

  @Test
  void aKeyThatWasJustMadeIsAskedForAndOneThatWasTakenAwayEndsWhatItHasSigned() {
    TestSigner next = new TestSigner("k2");
    keys.add(next.publicKey());
    Caller ada = ring.check(next.sign(right()), HERE).await();
    Promise<End> ended = Promise.promise();
    ring.watch(ada, ended::tryComplete);
    keys.remove(1);
    ring.look().await();
    assertThat(ended.future().await()).isEqualTo(End.REVOKED);
    assertThat(refusal(next.sign(right()))).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void whatIsOpenWithATokenEndsWithItAlsoWhileNobodyAnswers() {
    String token = signer.sign(right().put("exp", now().getEpochSecond() + 10));
    Caller ada = ring.check(token, HERE).await();
    Promise<End> ended = Promise.promise();
    ring.watch(ada, ended::tryComplete);
    bus.clock().advance(Duration.ofSeconds(9));
    ring.look().await();
    assertThat(ended.future().isComplete()).isFalse();
    assertThat(ring.known(token)).isNotNull();
    away = true;
    bus.clock().advance(Duration.ofSeconds(1));
    Future<Void> unanswered = ring.look();
    assertThat(ended.future().await()).isEqualTo(End.REVOKED);
    assertThat(unanswered.isComplete()).isFalse();
    assertThat(ring.known(token)).isNull();
  }

  @Test
  void knownKeysServeOnForAWhileAndThenNobodyCanSay() {
    away = true;
    bus.clock().advance(Duration.ofSeconds(29));
    String token = signer.sign(right());
    assertThat(refusal(token)).isNull();
    bus.clock().advance(Duration.ofSeconds(2));
    assertThat(refusal(token)).isEqualTo(FailureCode.UNAVAILABLE);
  }

  /** One that listens to few bad tokens of an address. */
  private TokenRing strict() {
    KeyBounds few = new KeyBounds(Duration.ofSeconds(30), 2, 8);
    TokenRing strict =
        new TokenRing(
            vertx, new KeyRing(vertx, ApiKeys.none(), few, bus.clock()), few, null, bus.clock());
    strict.look().await();
    return strict;
  }

  @Test
  void whoTriesWithoutEndIsNotListenedTo() {
    TokenRing other = strict();
    for (int i = 0; i < 6; i++) {
      other.check("a.b.c", HERE).otherwiseEmpty().await();
    }
    Future<Caller> right = other.check(signer.sign(right()), HERE);
    assertThat(((Failure) right.cause()).code()).isEqualTo(FailureCode.RATE_LIMITED);
    other.check(signer.sign(right()), "192.0.2.2").await();
    bus.clock().advance(Duration.ofSeconds(1));
    other.check(signer.sign(right()), HERE).await();
  }

  /** Its signature is good, but to find that out costs as much as with any other. */
  @Test
  void oneThatHasEndedIsABadOneToo() {
    TokenRing other = strict();
    String known = signer.sign(right().put("exp", now().getEpochSecond() + 10));
    String unknown = signer.sign(right().put("exp", now().getEpochSecond() + 10));
    other.check(known, HERE).await();
    bus.clock().advance(Duration.ofSeconds(10));
    for (String ended : List.of(known, unknown)) {
      for (int i = 0; i < 3; i++) {
        assertThat(code(other.check(ended, HERE))).isEqualTo(FailureCode.UNAUTHENTICATED);
        other.check(signer.sign(right()), HERE).await();
      }
      for (int i = 0; i < 3; i++) {
        other.check(ended, HERE).otherwiseEmpty().await();
      }
      assertThat(code(other.check(signer.sign(right()), HERE))).isEqualTo(FailureCode.RATE_LIMITED);
      bus.clock().advance(Duration.ofSeconds(3));
    }
  }

  private static FailureCode code(Future<Caller> refused) {
    return ((Failure) refused.cause()).code();
  }

  private FailureCode refusal(String token) {
    try {
      ring.check(token, HERE).await();
      return null;
    } catch (Failure refused) {
      return refused.code();
    }
  }

  private JsonObject right() {
    return claims(ADA, now(), "chat.*");
  }

  private Instant now() {
    return bus.clock().now();
  }
}
