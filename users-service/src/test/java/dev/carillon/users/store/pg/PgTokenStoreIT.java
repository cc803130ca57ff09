package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.IssueTicket;
import dev.carillon.contract.tokens.IssueToken;
import dev.carillon.contract.tokens.IssuedToken;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.users.domain.KeyStore;
import dev.carillon.users.domain.tokens.TokenRules;
import dev.carillon.users.domain.tokens.TokenService;
import dev.carillon.users.store.pg.keys.PgKeyStore;
import dev.carillon.users.store.pg.tokens.PgTokenStore;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, tickets and what signs them on PostgreSQL. */
class PgTokenStoreIT {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final String FILE = "fingerprint";
  private static final UUID ADA = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");

  @TempDir static Path folder;
  private static PgDirectory directory;
  private static Database database;
  private static TokenService tokens;
  private static final AtomicLong nanos = new AtomicLong();

  @BeforeAll
  static void start() {
    directory = PgDirectory.start(folder);
    database = directory.database();
    tokens = service();
  }

  private static TokenService service() {
    return new TokenService(
        new PgTokenStore(directory.guarded(), directory.guarded()),
        new TokenRules(Duration.ofMinutes(15), LONGEST, 100, 3, 2),
        nanos::get);
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @BeforeEach
  void empty() {
    database.change("update users.clock_shift set shift = '0'");
    database.change(
        "truncate users.signing_key, users.token_holder, users.token_revocation, users.ticket,"
            + " users.api_key, users.subject_end, users.users");
    database.change(
        "insert into users.users (id, email, name, search_name, created_at, updated_at) values ('"
            + ADA
            + "', 'ada@example.org', 'Ada', 'ada', now(), now())");
  }

  @Test
  void aTokenSaysWhatWasAskedForAndItsSignatureIsOfThePublicKey() throws Exception {
    IssuedToken issued = issue(Duration.ofMinutes(5));
    String[] parts = issued.token().split("\\.", -1);
    TokenClaims claims = Json.read(decode(parts[1]), TokenClaims.class);
    assertThat(claims.sub()).isEqualTo(ADA);
    assertThat(claims.subscribe()).containsExactly("user.ada.>");
    assertThat(claims.key()).isEqualTo("boot");
    assertThat(claims.exp() - claims.iat()).isEqualTo(300);
    assertThat(claims.jti()).isEqualTo(issued.id());
    assertThat(claims.issuedAt()).isBetween(now().minusSeconds(60), now());
    TokenNews.PublicKey key = tokens.look("").await().keys().get(0);
    assertThat(new String(decode(parts[0]), StandardCharsets.UTF_8))
        .isEqualTo("{\"alg\":\"EdDSA\",\"kid\":\"" + key.kid() + "\",\"typ\":\"JWT\"}");
    Signature check = Signature.getInstance("Ed25519");
    byte[] spki = Base64.getDecoder().decode(key.spki());
    check.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(decode(parts[2]))).isTrue();
  }

  @Test
  void whoeverHasATokenOfAnotherIssuerIsFoundAndRemembered() {
    database.change("update users.users set external_id = 'app|7'");
    Instant signed = now();
    assertThat(tokens.admit(new AdmitUser(ADA, null, signed)).await().userId()).isEqualTo(ADA);
    assertThat(tokens.admit(new AdmitUser(null, "app|7", signed)).await().userId()).isEqualTo(ADA);
    assertThat(database.number("select count(*) from users.token_holder")).isEqualTo(1);
    assertThat(refusal(tokens.admit(new AdmitUser(null, ADA.toString(), signed))).code())
        .as("an externalId is no id")
        .isEqualTo(FailureCode.NOT_FOUND);
    database.change("update users.users set active = false");
    assertThat(tokens.look("").await().revocations()).hasSize(1);
    assertThat(refusal(tokens.admit(new AdmitUser(ADA, null, now().plusSeconds(5)))).code())
        .isEqualTo(FailureCode.CONFLICT);
    database.change("update users.users set active = true");
    assertThat(refusal(tokens.admit(new AdmitUser(ADA, null, signed))).code())
        .as("signed before the user was away")
        .isEqualTo(FailureCode.CONFLICT);
    tokens.admit(new AdmitUser(ADA, null, now().plusSeconds(5))).await();
  }

  @Test
  void aNameThatChangesHandsIsNoKeyToItsNextOwner() {
    database.change("update users.users set external_id = 'kim'");
    Instant signed = now();
    tokens.admit(new AdmitUser(null, "kim", signed)).await();
    UUID next = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead179");
    String made =
        "insert into users.users (id, email, name, search_name, created_at, updated_at, external_id)"
            + " values ('%s', 'next@example.org', 'Next', 'next', now(), now(), 'kim')";
    database.change("update users.users set external_id = null");
    assertThat(tokens.look("").await().revocations()).as("what was open ends").hasSize(1);
    database.change(made.formatted(next));
    assertThat(refusal(tokens.admit(new AdmitUser(null, "kim", signed))).code())
        .isEqualTo(FailureCode.CONFLICT);
    assertThat(tokens.admit(new AdmitUser(null, "kim", now().plusSeconds(5))).await().userId())
        .isEqualTo(next);
    database.change("delete from users.users where external_id = 'kim'");
    database.change(made.formatted(UUID.fromString("01a2053c-f08d-7000-9f43-db727cead17a")));
    assertThat(refusal(tokens.admit(new AdmitUser(null, "kim", signed))).code())
        .isEqualTo(FailureCode.CONFLICT);
  }

  @Test
  void manyWhoNeedTheFirstKeyAtOnceMakeOne() {
    List<Future<IssuedToken>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(service().issue(request(ADA, null, FILE), "boot"));
    }
    Future.all(all).await();
    assertThat(database.number("select count(*) from users.signing_key")).isEqualTo(1);
  }

  @Test
  void onlyAnActiveUserHasATokenAndItsLifeHasBounds() {
    Failure unknown = refusal(tokens.issue(request(UUID.randomUUID(), null, FILE), "boot"));
    assertThat(unknown.code()).isEqualTo(FailureCode.NOT_FOUND);
    for (Duration ttl : List.of(Duration.ofSeconds(9), LONGEST.plusSeconds(1))) {
      Failure bounds =
          catchThrowableOfType(
              Failure.class, () -> tokens.issue(request(ADA, ttl, FILE), "boot").await());
      assertThat(bounds.details().get(0).pointer()).isEqualTo("/ttl");
    }
    database.change("update users.users set active = false");
    assertThat(refusal(tokens.issue(request(ADA, null, FILE), "boot")).code())
        .isEqualTo(FailureCode.CONFLICT);
  }

  @Test
  void aKeyOfTheTableMustBeGoodAndATokenEndsWithIt() {
    KeyStore keys =
        new PgKeyStore(directory.guarded(), directory.guarded(), directory.guarded(), 9);
    Instant soon = now().plusSeconds(60);
    keys.create(new CreateKey("ci", "0".repeat(64), List.of("admin"), soon), "boot").await();
    IssuedToken issued = tokens.issue(request(ADA, null, null), "ci").await();
    assertThat(issued.expiresAt()).isBeforeOrEqualTo(soon);
    assertThat(refusal(tokens.issue(request(ADA, null, null), "nobody")).code())
        .isEqualTo(FailureCode.UNAUTHENTICATED);
    keys.revoke("ci", "boot").await();
    assertThat(refusal(tokens.issue(request(ADA, null, null), "ci")).code())
        .isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(revoked("")).containsExactly("KEY ci");
  }

  @Test
  void whoIsDeactivatedOrErasedLosesWhatTheyHaveAndOnlyThen() {
    database.change("update users.users set active = false");
    assertThat(revoked("")).as("nobody had one").isEmpty();
    database.change("update users.users set active = true");
    IssuedToken issued = issue(null);
    String before = tokens.look("").await().cursor();
    database.change("update users.users set active = false");
    TokenNews.Revocation one = tokens.look(before).await().revocations().get(0);
    assertThat(one.subject()).isEqualTo(ADA.toString());
    assertThat(one.issuedUntil()).isAfter(millis(issued.id()));
    database.change("update users.users set active = true");
    IssuedToken later = issue(null);
    assertThat(millis(later.id())).isAfter(one.issuedUntil().minusMillis(1));
    database.change("delete from users.users");
    assertThat(tokens.look(before).await().revocations().get(0).issuedUntil())
        .isAfter(millis(later.id()));
    assertThat(database.number("select count(*) from users.token_holder")).isZero();
  }

  /** Whoever asked while the transaction was open hears of it when it has committed. */
  @Test
  void aRevocationOfALongTransactionIsNotMissed() throws Exception {
    issue(null);
    try (Database other = directory.openDatabase()) {
      other.change("begin");
      other.change("update users.users set active = false");
      String asked = tokens.look("").await().cursor();
      tokens.revoke(new RevokeTokens(UUID.randomUUID(), null)).await();
      String again = tokens.look(asked).await().cursor();
      other.change("commit");
      assertThat(revoked(again)).contains("USER " + ADA);
    }
  }

  @Test
  void pagesOfRevocationsLeaveNoneOutAndAnotherDatabasesCursorTellsAll() {
    database.change(
        "insert into users.token_revocation (kind, subject, issued_until, until) select 'token',"
            + " gen_random_uuid(), 'infinity', now() + interval '1 h' from generate_series(1, 2500)");
    int told = 0;
    TokenNews news = tokens.look("").await();
    while (news.more()) {
      told += news.revocations().size();
      news = tokens.look(news.cursor()).await();
    }
    assertThat(told + news.revocations().size()).isEqualTo(2_500);
    assertThat(tokens.look("9223372036854775807::").await().revocations()).hasSize(1_000);
  }

  @Test
  void moreSingleTokensThanMayBeAreNotRevoked() {
    UUID first = UUID.randomUUID();
    tokens.revoke(new RevokeTokens(first, null)).await();
    tokens.revoke(new RevokeTokens(UUID.randomUUID(), null)).await();
    tokens.revoke(new RevokeTokens(first, null)).await();
    Failure full = refusal(tokens.revoke(new RevokeTokens(UUID.randomUUID(), null)));
    assertThat(full.message()).contains("CARILLON_TOKEN_REVOCATIONS");
    tokens.revoke(new RevokeTokens(null, ADA)).await();
    tokens.revoke(new RevokeTokens(null, UUID.randomUUID())).await();
    Failure names = refusal(tokens.revoke(new RevokeTokens(null, UUID.randomUUID())));
    assertThat(names.message()).contains("CARILLON_TOKEN_REVOCATIONS");
    tokens.revoke(new RevokeTokens(null, ADA)).await();
    database.change("delete from users.token_revocation where subject = '" + ADA + "'");
    tokens.revoke(new RevokeTokens(null, UUID.randomUUID())).await();
    issue(null);
    tokens.revoke(new RevokeTokens(null, ADA)).await();
    assertThat(revoked("")).as("one who has a token, beyond the bound").contains("USER " + ADA);
  }

  @Test
  void whoAsksWithoutEndWaits() {
    TokenService one = service();
    IssueToken wanted = request(ADA, null, FILE);
    for (int i = 0; i < 200; i++) {
      one.issue(wanted, "flood").await();
    }
    assertThat(catchThrowableOfType(Failure.class, () -> one.issue(wanted, "flood")).code())
        .isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(
            catchThrowableOfType(
                    Failure.class,
                    () -> one.ticket(new IssueTicket(hash(1), null, wanted), "flood"))
                .code())
        .isEqualTo(FailureCode.RATE_LIMITED);
    one.issue(wanted, "another").await();
    nanos.addAndGet(Duration.ofMillis(10).toNanos());
    one.issue(wanted, "flood").await();
  }

  @Test
  void theOldKeyStaysGoodForTheLongestLifeUnlessItIsRevoked() {
    issue(null);
    String old = tokens.look("").await().keys().get(0).kid();
    SigningKey next = tokens.rotate(false).await();
    assertThat(next.oldValidUntil()).isBetween(now().plus(LONGEST.minusMinutes(1)), far());
    assertThat(kids()).containsExactly(next.kid(), old);
    SigningKey third = tokens.rotate(true).await();
    assertThat(kids()).containsExactly(third.kid());
    database.change("update users.clock_shift set shift = '2 hours'");
    assertThat(service().issue(request(ADA, null, FILE), "boot").await().token()).isNotEmpty();
    new PgTokenStore(directory.guarded(), directory.guarded()).forget(1_000).await();
    assertThat(database.number("select count(*) from users.signing_key")).isEqualTo(1);
  }

  @Test
  void aTicketIsTakenOnceAlsoByManyAtOnce() {
    tokens.ticket(new IssueTicket(hash(1), null, request(ADA, null, FILE)), "boot").await();
    long taken =
        IntStream.range(0, 8)
            .mapToObj(i -> service().redeem(hash(1)).map(true).otherwise(false))
            .toList()
            .stream()
            .filter(one -> one.await())
            .count();
    assertThat(taken).isEqualTo(1);
    tokens.ticket(new IssueTicket(hash(2), null, request(ADA, null, FILE)), "boot").await();
    database.change("update users.clock_shift set shift = '31 s'");
    assertThat(refusal(tokens.redeem(hash(2))).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void oneKeyHasSoManyTicketsAndNoMore() {
    for (int i = 0; i < 3; i++) {
      tokens.ticket(new IssueTicket(hash(i), null, request(ADA, null, FILE)), "boot").await();
    }
    assertThat(
            refusal(tokens.ticket(new IssueTicket(hash(4), null, request(ADA, null, FILE)), "boot"))
                .code())
        .isEqualTo(FailureCode.RATE_LIMITED);
    tokens.ticket(new IssueTicket(hash(5), null, request(ADA, null, FILE)), "other").await();
    tokens.redeem(hash(1)).await();
    tokens.ticket(new IssueTicket(hash(6), null, request(ADA, null, FILE)), "boot").await();
  }

  private static IssuedToken issue(@Nullable Duration ttl) {
    return tokens.issue(request(ADA, ttl, FILE), "boot").await();
  }

  private static IssueToken request(UUID user, @Nullable Duration ttl, @Nullable String file) {
    return new IssueToken(user, List.of("user.ada.>"), List.of(), ttl, file);
  }

  private static List<String> revoked(String cursor) {
    return tokens.look(cursor).await().revocations().stream()
        .map(one -> one.kind() + " " + one.subject())
        .toList();
  }

  private static List<String> kids() {
    return tokens.look("").await().keys().stream().map(TokenNews.PublicKey::kid).toList();
  }

  private static String hash(int i) {
    return String.valueOf(i).repeat(64);
  }

  private static Instant millis(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  private static byte[] decode(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static Failure refusal(Future<?> future) {
    return catchThrowableOfType(Failure.class, future::await);
  }

  private static Instant far() {
    return now().plus(LONGEST).plusSeconds(60);
  }

  private static Instant now() {
    return Instant.now();
  }
}
