package dev.carillon.once;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A token is good once and for a while, and cannot be guessed. */
class OneTimeTokensTest {
  private static final Duration LIFE = Duration.ofSeconds(60);
  private static final int OF_CALLER = 4;
  private static final int MOST = 32;
  private static final String VALUE = "what it opens";

  private final HandClocks clocks = new HandClocks();
  private final OneTimeTokens<String> tokens = new OneTimeTokens<>(clocks, LIFE, OF_CALLER, MOST);

  /** Clocks that a test moves. */
  private static final class HandClocks implements Clocks {
    private long nanos = Long.MAX_VALUE - 5;

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }
  }

  @Test
  void aTokenIsGoodOnce() {
    String token = issue("ada");
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(tokens.take(token)).isEqualTo(VALUE);
    assertThat(tokens.take(token)).isNull();
    assertThat(tokens.take("")).isNull();
  }

  @Test
  void aTokenIsGoodForAWhile() {
    OneTimeTokens.Issued kept = tokens.issue("ada", VALUE);
    assertThat(kept.expiresAt()).isEqualTo(Instant.EPOCH.plus(LIFE));
    String late = issue("ada");
    clocks.nanos += LIFE.toNanos() - 1;
    assertThat(tokens.take(kept.token())).isEqualTo(VALUE);
    clocks.nanos++;
    assertThat(tokens.take(late)).isNull();
  }

  @Test
  void theOldestOfACallerEndsWhenItHasTooMany() {
    String others = issue("bob");
    String first = issue("ada");
    String second = issue("ada");
    for (int i = 1; i < OF_CALLER; i++) {
      issue("ada");
    }
    assertThat(tokens.take(first)).isNull();
    assertThat(tokens.take(second)).isEqualTo(VALUE);
    assertThat(tokens.take(others)).isEqualTo(VALUE);
  }

  @Test
  void theOldestEndsWhenThereAreTooMany() {
    String first = issue("0");
    String second = issue("0");
    Set<String> all = new HashSet<>(Set.of(first, second));
    for (int i = 1; i < MOST; i++) {
      all.add(issue(Integer.toString(1 + i / OF_CALLER)));
    }
    assertThat(all).hasSize(MOST + 1);
    assertThat(tokens.take(first)).isNull();
    assertThat(tokens.take(second)).isEqualTo(VALUE);
  }

  @Test
  void whatHasExpiredTakesNobodysPlace() {
    for (int i = 0; i < OF_CALLER; i++) {
      issue("ada");
    }
    clocks.nanos += LIFE.toNanos();
    List<String> fresh = new ArrayList<>();
    for (int i = 0; i < OF_CALLER; i++) {
      fresh.add(issue("ada"));
    }
    assertThat(fresh.stream().map(tokens::take)).containsOnly(VALUE);
  }

  private String issue(String caller) {
    return tokens.issue(caller, VALUE).token();
  }
}
