package dev.carillon.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.request.Role;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A ticket is good once, for ten minutes, where one was made; its key ends after eight hours. */
class SessionsTest {
  private static final String HERE = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final Sessions sessions = new Sessions(vertx, clock);
  private final Keyring ring = sessions.over(ApiKeys.none());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void aTicketIsExchangedOnceForAKeyOfAnAdministrator() {
    Sessions.Made made = sessions.redeem(sessions.issue(), HERE);
    assertThat(made.key()).matches("sk_[A-Za-z0-9_-]{43}");
    assertThat(made.toString()).doesNotContain(made.key());
    assertThat(made.expiresAt()).isEqualTo(clock.now().plus(Duration.ofHours(8)));
    assertThat(ring.known(HashedKey.of(made.key())).scopes()).isEqualTo(Role.ADMIN.scopes());
    assertThat(ring.check(made.key(), HERE).await().name()).isEqualTo("console:link");
  }

  @Test
  void aUsedTicketIsRefusedHoweverOftenItIsShown() {
    String ticket = sessions.issue();
    String key = sessions.redeem(ticket, HERE).key();
    for (int i = 0; i < 50; i++) {
      assertThat(refusal(ticket)).startsWith("This link has been used");
    }
    assertThat(ring.known(HashedKey.of(key))).isNotNull();
  }

  @Test
  void anOldTicketIsRefused() {
    String ticket = sessions.issue();
    clock.advance(Duration.ofMinutes(10));
    assertThat(refusal(ticket)).startsWith("This link is older than ten minutes");
  }

  @Test
  void whereNoneWasMadeNothingIsATicketAndOneIsMadeOnce() {
    assertThat(refusal("")).startsWith("There is no such ticket");
    assertThat(refusal("ct_" + "A".repeat(43))).startsWith("There is no such ticket");
    sessions.issue();
    assertThatThrownBy(sessions::issue).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ticketsCannotBeTriedWithoutEndAndTheGoodOneIsTakenAllTheSame() {
    String ticket = sessions.issue();
    Set<FailureCode> codes = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      codes.add(code("ct_made-up" + i));
    }
    assertThat(codes).containsExactly(FailureCode.UNAUTHENTICATED);
    assertThat(code("ct_made-up")).isEqualTo(FailureCode.RATE_LIMITED);
    clock.advance(Duration.ofSeconds(6));
    assertThat(code("ct_made-up")).isEqualTo(FailureCode.UNAUTHENTICATED);
    assertThat(sessions.redeem(ticket, HERE).key()).isNotEmpty();
  }

  @Test
  void theKeyEndsAfterEightHours() {
    String key = sessions.redeem(sessions.issue(), HERE).key();
    clock.advance(Duration.ofHours(8).minusMillis(1));
    assertThat(ring.known(HashedKey.of(key))).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(ring.known(HashedKey.of(key))).isNull();
    assertThatThrownBy(() -> ring.check(key, HERE).await()).isInstanceOf(Failure.class);
  }

  private String refusal(String ticket) {
    return refused(ticket).message();
  }

  private FailureCode code(String ticket) {
    return refused(ticket).code();
  }

  private Failure refused(String ticket) {
    try {
      throw new AssertionError("Taken: " + sessions.redeem(ticket, HERE));
    } catch (Failure refused) {
      return refused;
    }
  }
}
