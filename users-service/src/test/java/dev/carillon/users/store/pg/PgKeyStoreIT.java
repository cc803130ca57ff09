package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.users.domain.KeyStore;
import dev.carillon.users.store.pg.keys.PgKeyStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of API keys on PostgreSQL. */
class PgKeyStoreIT {
  private static final int MOST = 4;
  private static final List<String> SCOPES = List.of("live:subscribe:emails.*", "users:read");

  @TempDir static Path folder;
  private static PgDirectory directory;
  private static Database database;
  private static KeyStore keys;

  @BeforeAll
  static void start() {
    directory = PgDirectory.start(folder);
    database = directory.database();
    keys = new PgKeyStore(directory.guarded(), directory.guarded(), directory.guarded(), MOST);
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  @BeforeEach
  void empty() {
    database.change("truncate users.api_key");
    database.change("update users.clock_shift set shift = '0'");
  }

  @Test
  void aKeyIsAddedReadAndVerified() {
    Instant end = now().plus(Duration.ofHours(1));
    ApiKey made = create("ci", 1, end);
    assertThat(made.scopes()).isEqualTo(SCOPES);
    assertThat(made.createdBy()).isEqualTo("admin");
    assertThat(made.lastUsed()).isNull();
    assertThat(made.revokedAt()).isNull();
    assertThat(keys.get("ci").await()).isEqualTo(made);
    assertThat(verify(1, 2)).containsExactly(new VerifiedKeys.Good(hash(1), "ci", SCOPES, end));
    assertThat(verify(2)).isEmpty();
    assertThat(refusal(keys.get("CI")).code()).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void twoKeysOfOneNameAreRefusedAlsoAfterItsRevocation() {
    create("ci", 1, null);
    for (String name : List.of("ci", "CI")) {
      Failure refused = refusal(keys.create(key(name, 2, null), "admin"));
      assertThat(refused.code()).isEqualTo(FailureCode.CONFLICT);
      assertThat(refused.details().get(0).pointer()).isEqualTo("/name");
    }
    keys.revoke("ci", "admin").await();
    assertThat(refusal(keys.create(key("ci", 2, null), "admin")).code())
        .isEqualTo(FailureCode.CONFLICT);
    assertThat(refusal(keys.create(key("other", 1, null), "admin")).code())
        .isEqualTo(FailureCode.CONFLICT);
  }

  @Test
  void aRevokedKeyIsGoodNoMoreAndStaysInTheList() {
    create("ci", 1, null);
    keys.revoke("ci", "ann").await();
    ApiKey revoked = keys.get("ci").await();
    assertThat(revoked.revokedAt()).isNotNull();
    assertThat(revoked.revokedBy()).isEqualTo("ann");
    assertThat(verify(1)).isEmpty();
    keys.revoke("ci", "bob").await();
    assertThat(keys.get("ci").await()).as("who was first").isEqualTo(revoked);
    assertThat(refusal(keys.revoke("nobody", "ann")).code()).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void aKeyExpiresByTheClockOfTheDatabase() {
    create("ci", 1, now().plus(Duration.ofMinutes(5)));
    assertThat(verify(1)).hasSize(1);
    database.change("update users.clock_shift set shift = '5 minutes'");
    assertThat(verify(1)).isEmpty();
    Failure late = refusal(keys.create(key("late", 2, now().minusSeconds(1)), "admin"));
    assertThat(late.code()).isEqualTo(FailureCode.INVALID);
    assertThat(late.details().get(0).pointer()).isEqualTo("/expiresAt");
  }

  @Test
  void theVersionChangesWithTheListAndWithNothingElse() {
    long before = version();
    create("ci", 1, null);
    long created = version();
    assertThat(created).isNotEqualTo(before);
    assertThat(keys.verify(List.of(hash(1))).await().version()).isEqualTo(created);
    assertThat(keys.verify(List.of(hash(9))).await().version()).isEqualTo(created);
    assertThat(version("ci")).isEqualTo(created);
    assertThat(keys.get("ci").await().lastUsed()).isNotNull();
    assertThat(version()).as("a use is no change").isEqualTo(created);
    keys.revoke("ci", "admin").await();
    long revoked = version();
    assertThat(revoked).isNotEqualTo(created);
    keys.revoke("ci", "admin").await();
    database.change("update users.api_key set scopes = '{admin}' where name = 'ci'");
    assertThat(version()).as("what is changed by hand is seen too").isNotEqualTo(revoked);
  }

  @Test
  void aUseIsNotedAtMostOnceAMinute() {
    create("ci", 1, null);
    version("ci", "nobody");
    Instant first = keys.get("ci").await().lastUsed();
    database.change("update users.clock_shift set shift = '59 seconds'");
    version("ci");
    assertThat(keys.get("ci").await().lastUsed()).isEqualTo(first);
    database.change("update users.clock_shift set shift = '2 minutes'");
    version("ci");
    assertThat(keys.get("ci").await().lastUsed()).isAfter(first.plusSeconds(60));
  }

  @Test
  void thereIsRoomForSoManyGoodKeys() {
    for (int i = 0; i < MOST; i++) {
      create("k" + i, i, null);
    }
    Failure full = refusal(keys.create(key("more", 8, null), "admin"));
    assertThat(full.code()).isEqualTo(FailureCode.CONFLICT);
    assertThat(full.message()).contains("4 keys").contains("CARILLON_KEYS_MAX");
    keys.revoke("k0", "admin").await();
    create("more", 8, null);
  }

  @Test
  void theListGoesByNameAndPageByPage() {
    create("b", 1, null);
    create("A", 2, null);
    create("c", 3, null);
    keys.revoke("b", "admin").await();
    KeyPage first = keys.list(new ListKeys(new PageRequest(2, null))).await();
    KeyPage second = keys.list(new ListKeys(new PageRequest(2, first.next()))).await();
    assertThat(first.items()).extracting(ApiKey::name).containsExactly("A", "b");
    assertThat(second.items()).extracting(ApiKey::name).containsExactly("c");
    assertThat(second.next()).isNull();
  }

  @Test
  void theServiceMayNotForgetOrGiveMore() {
    for (String statement :
        List.of(
            "delete from users.api_key",
            "truncate users.api_key",
            "update users.api_key set scopes = '{admin}'",
            "update users.api_key set hash = '\\x00'",
            "update users.api_key set expires_at = null",
            "update users.api_key_list set version = 1")) {
      assertThatThrownBy(() -> directory.pool().query(statement).execute().await())
          .as(statement)
          .hasMessageContaining("permission denied");
    }
  }

  private static ApiKey create(String name, int number, @Nullable Instant expiresAt) {
    return keys.create(key(name, number, expiresAt), "admin").await();
  }

  private static CreateKey key(String name, int number, @Nullable Instant expiresAt) {
    return new CreateKey(name, hash(number), SCOPES, expiresAt);
  }

  private static List<VerifiedKeys.Good> verify(Integer... numbers) {
    return keys.verify(List.of(numbers).stream().map(PgKeyStoreIT::hash).toList()).await().items();
  }

  private static long version(String... used) {
    return keys.version(List.of(used)).await();
  }

  private static String hash(int number) {
    return String.valueOf(number).repeat(64);
  }

  private static Instant now() {
    return Instant.parse(
        database
            .texts(
                "select to_char(users.clock_now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
            .get(0));
  }

  private static Failure refusal(Future<?> answer) {
    return catchThrowableOfType(Failure.class, answer::await);
  }
}
