package dev.carillon.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.KeysUsed;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.keys.VerifyKeys;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring.End;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.testkit.TestBus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final String CI = key('c');
  private static final String OTHER = key('o');
  private static final String BOOT = "sk_boot";
  private static final String HERE = "192.0.2.1";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final TestBus bus = new TestBus(vertx);
  private final Map<String, VerifiedKeys.Good> table = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong(1);
  private volatile boolean away;
  private List<VerifyKeys> looked = List.of();
  private List<KeysUsed> asked = List.of();
  private KeyRing ring;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), "boot admin " + hash(BOOT) + "\n");
    looked = bus.fake(Keys.VERIFY, answer(q -> verified(q, version.get())));
    asked = bus.fake(Keys.VERSION, answer(q -> new KeyListVersion(version.get())));
    ring =
        new KeyRing(
            vertx, ApiKeys.read(file), new KeyBounds(Duration.ofSeconds(30), 5, 8), bus.clock());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aKeyOfTheTableIsLookedForOnceAndByItsHashAlone() {
    add(CI, "ci", null);
    Caller ci = new Caller("ci", Scopes.of(Scope.USERS_READ));
    assertThat(ring.known(HashedKey.of(CI))).isNull();
    assertThat(check(CI)).isEqualTo(ci);
    assertThat(check(CI)).isEqualTo(ci);
    assertThat(ring.known(HashedKey.of(CI))).isEqualTo(ci);
    assertThat(looked).containsExactly(new VerifyKeys(List.of(hash(CI))));
  }

  @Test
  void aKeyOfTheFileNeedsNobody() {
    away = true;
    bus.clock().advance(Duration.ofDays(2));
    assertThat(check(BOOT).name()).isEqualTo("boot");
    assertThat(looked).isEmpty();
  }

  @Test
  void whatIsRevokedEndsWithTheNextLook() throws Exception {
    add(CI, "ci", null);
    add(OTHER, "other", null);
    Promise<End> ended = watch(check(CI));
    Promise<End> kept = watch(check(OTHER));
    look();
    look();
    assertThat(looked).as("the list has not changed").hasSize(3);
    remove(CI);
    look();
    assertThat(end(ended)).isEqualTo(End.REVOKED);
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(ring.known(HashedKey.of(OTHER))).isNotNull();
    assertThat(kept.future().isComplete()).isFalse();
  }

  @Test
  void whatMayDoOtherThingsThanBeforeBeginsAnew() throws Exception {
    add(CI, "ci", null);
    Promise<End> ended = watch(check(CI));
    table.put(hash(CI), new VerifiedKeys.Good(hash(CI), "ci", List.of("admin"), null));
    version.incrementAndGet();
    look();
    assertThat(end(ended)).isEqualTo(End.REVOKED);
    assertThat(check(CI).scopes()).isEqualTo(Scopes.of(Scope.ADMIN));
  }

  /**
   * The answer that a key is good was on its way while the key was revoked and a look took place.
   */
  @Test
  void anAnswerOlderThanTheListIsAskedAgain() {
    add(CI, "ci", null);
    Promise<VerifiedKeys> late = Promise.promise();
    VerifiedKeys before = verified(new VerifyKeys(List.of(hash(CI))), version.get());
    List<VerifyKeys> slow = new ArrayList<>();
    Vertx other = Vertx.vertx();
    try {
      TestBus bus = new TestBus(other);
      bus.fake(
          Keys.VERIFY,
          q -> {
            slow.add(q);
            return slow.size() == 1
                ? late.future()
                : Future.succeededFuture(verified(q, version.get()));
          });
      bus.fake(Keys.VERSION, q -> Future.succeededFuture(new KeyListVersion(version.get())));
      KeyRing slowRing = new KeyRing(other, noFile(), KeyBounds.USUAL, bus.clock());
      Future<Caller> checking = slowRing.check(CI, HERE);
      remove(CI);
      slowRing.look().await();
      late.complete(before);
      assertThat(TestBus.failure(checking).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
      assertThat(slow).hasSize(2);
      assertThat(slowRing.known(HashedKey.of(CI))).isNull();
    } finally {
      other.close().await();
    }
  }

  @Test
  void withoutAnAnswerForThirtySecondsItIs503AndNever401() throws Exception {
    add(CI, "ci", null);
    refusal(OTHER);
    Promise<End> ended = watch(check(CI));
    look();
    int before = looked.size();
    away = true;
    bus.clock().advance(Duration.ofSeconds(30));
    attemptLook();
    assertThat(check(CI).name()).isEqualTo("ci");
    assertThat(ended.future().isComplete()).isFalse();
    bus.clock().advance(Duration.ofMillis(1));
    assertThat(ring.known(HashedKey.of(CI))).isNull();
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(refusal(OTHER).code())
        .as("it may be there by now")
        .isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(refusal("sk_x").code()).isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(check(BOOT)).isNotNull();
    attemptLook();
    assertThat(end(ended)).isEqualTo(End.UNCHECKED);
    assertThat(end(watch(new Caller("ci", Scopes.NONE)))).isEqualTo(End.UNCHECKED);
    away = false;
    look();
    assertThat(check(CI).name()).isEqualTo("ci");
    assertThat(looked).as("it was only out of sight").hasSize(before);
  }

  @Test
  void whatWasNeverCheckedIs503WhileNobodyAnswers() {
    away = true;
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.UNAVAILABLE);
  }

  @Test
  void aKeyThatWasRevokedWhileNobodyAnsweredIsDroppedBeforeItIsGoodAgain() {
    add(CI, "ci", null);
    check(CI);
    look();
    away = true;
    bus.clock().advance(Duration.ofSeconds(31));
    remove(CI);
    away = false;
    look();
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void aKeyExpiresByItself() throws Exception {
    add(CI, "ci", bus.clock().now().plusSeconds(10));
    Promise<End> ended = watch(check(CI));
    bus.clock().advance(Duration.ofSeconds(9));
    look();
    assertThat(ring.known(HashedKey.of(CI))).isNotNull();
    bus.clock().advance(Duration.ofSeconds(1));
    assertThat(ring.known(HashedKey.of(CI))).isNull();
    table.remove(hash(CI));
    look();
    assertThat(end(ended)).isEqualTo(End.REVOKED);
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  @Test
  void whatIsOpenIsLookedAtAllTheTimeAndKeysAreNeverStaleForWantOfALook() throws Exception {
    add(CI, "ci", bus.clock().now().plusSeconds(10));
    check(CI);
    assertThat(ring.untilDue()).isEqualTo(KeyBounds.USUAL.stale().dividedBy(3));
    Promise<End> ended = watch(check(CI));
    assertThat(ring.untilDue()).isZero();
    bus.clock().advance(Duration.ofSeconds(10));
    look();
    assertThat(end(ended)).isEqualTo(End.REVOKED);
    assertThat(ring.untilDue()).isPositive();
  }

  @Test
  void whoWatchesAKeyThatHasJustEndedHearsIt() throws Exception {
    add(CI, "ci", null);
    Caller caller = check(CI);
    remove(CI);
    look();
    assertThat(end(watch(caller))).isEqualTo(End.REVOKED);
  }

  @Test
  void aKeyThatNobodyHoldsIsLookedForOncePerVersionOfTheList() {
    look();
    refusal(CI);
    refusal(CI);
    assertThat(looked).hasSize(1);
    add(CI, "ci", null);
    look();
    assertThat(check(CI).name()).isEqualTo("ci");
  }

  @Test
  void whatCannotBeAKeyIsNotLookedFor() {
    for (String key : List.of("sk_x", CI + "x", CI.replace("sk_", "pk_"), CI.replace('c', '+'))) {
      assertThat(refusal(key).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
    }
    assertThat(looked).isEmpty();
  }

  @Test
  void anAddressThatTriesKeysKeepsNobodyElseOut() {
    add(CI, "ci", null);
    Map<FailureCode, Integer> refused = new ConcurrentHashMap<>();
    for (int i = 0; i < 40; i++) {
      refused.merge(refusal("sk_" + "%043d".formatted(i)).code(), 1, Integer::sum);
    }
    assertThat(refused)
        .isEqualTo(Map.of(FailureCode.UNAUTHENTICATED, 10, FailureCode.RATE_LIMITED, 30));
    assertThat(looked).hasSize(10);
    assertThat(ring.check(CI, "192.0.2.2").await().name()).isEqualTo("ci");
    assertThat(check(CI).name()).as("known already").isEqualTo("ci");
  }

  @Test
  void whatIsRememberedOfThoseWhoTryKeysIsBounded() {
    UnknownKeys unknown = new UnknownKeys(1, bus.clock());
    for (int i = 0; i < 100_000; i++) {
      unknown.add(HashedKey.of("sk_" + i), 1);
      unknown.admits("address " + i);
    }
    assertThat(unknown.remembered()).isEqualTo(2 * 16_384);
  }

  @Test
  void aUseIsToldOnceAMinute() {
    add(CI, "ci", null);
    check(CI);
    look();
    ring.known(HashedKey.of(CI));
    look();
    bus.clock().advance(Duration.ofSeconds(61));
    look();
    look();
    assertThat(asked.stream().map(KeysUsed::names))
        .containsExactly(List.of("ci"), List.of(), List.of("ci"), List.of());
  }

  @Test
  void twoKeysOfOneNameAreNotBothAdmitted() {
    add(CI, "boot", null);
    assertThat(refusal(CI).code()).isEqualTo(FailureCode.FORBIDDEN);
    assertThat(check(BOOT).name()).isEqualTo("boot");
  }

  @Test
  void aFileThatIsReadAgainEndsWhatIsGone() throws Exception {
    Promise<End> ended = watch(check(BOOT));
    ring.replaceFile(noFile());
    assertThat(end(ended)).isEqualTo(End.REVOKED);
    assertThat(refusal(BOOT).code()).isEqualTo(FailureCode.UNAUTHENTICATED);
  }

  private void look() {
    ring.look().await();
  }

  private void attemptLook() {
    ring.look().recover(e -> Future.succeededFuture()).await();
  }

  private Caller check(String key) {
    return ring.check(key, HERE).await();
  }

  private Failure refusal(String key) {
    return TestBus.failure(ring.check(key, HERE));
  }

  private Promise<End> watch(Caller caller) {
    Promise<End> ended = Promise.promise();
    ring.watch(caller, ended::complete);
    return ended;
  }

  private static End end(Promise<End> ended) throws Exception {
    return ended.future().await(30, TimeUnit.SECONDS);
  }

  private void add(String key, String name, @Nullable Instant expiresAt) {
    table.put(hash(key), new VerifiedKeys.Good(hash(key), name, List.of("users:read"), expiresAt));
    version.incrementAndGet();
  }

  private void remove(String key) {
    table.remove(hash(key));
    version.incrementAndGet();
  }

  private VerifiedKeys verified(VerifyKeys asked, long version) {
    return new VerifiedKeys(
        version, asked.sha256().stream().filter(table::containsKey).map(table::get).toList());
  }

  private <Q, R> Function<Q, Future<R>> answer(Function<Q, R> answer) {
    return q ->
        away
            ? Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"))
            : Future.succeededFuture(answer.apply(q));
  }

  private ApiKeys noFile() {
    try {
      return ApiKeys.read(Files.writeString(folder.resolve("none"), ""));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String key(char of) {
    return "sk_" + String.valueOf(of).repeat(43);
  }

  private static String hash(String key) {
    return HashedKey.of(key).hex();
  }
}
