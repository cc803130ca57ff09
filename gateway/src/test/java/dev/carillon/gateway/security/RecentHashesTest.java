package dev.carillon.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentHashesTest {
  private final RecentHashes hashes = new RecentHashes();

  @Test
  void aKeptKeyIsNotHashedAgain() {
    HashedKey first = hashes.of("sk_one");
    assertThat(hashes.of("sk_one")).isEqualTo(first).isNotSameAs(first);
    hashes.keep("sk_one", first);
    assertThat(hashes.of(new String("sk_one"))).isSameAs(first);
  }

  @Test
  void aKeyThatIsForgottenIsHashedAgain() {
    HashedKey first = hashes.of("sk_one");
    hashes.keep("sk_one", first);
    hashes.forget("sk_one");
    assertThat(hashes.of("sk_one")).isEqualTo(first).isNotSameAs(first);
  }

  /** Such as these two, which have one hash code. */
  @Test
  void keysOfOnePlaceAreNotMistakenForOneAnother() {
    assertThat("sk_Aa").hasSameHashCodeAs("sk_BB");
    hashes.keep("sk_Aa", hashes.of("sk_Aa"));
    assertThat(hashes.of("sk_BB")).isEqualTo(HashedKey.of("sk_BB"));
    hashes.forget("sk_BB");
    assertThat(hashes.of("sk_Aa")).isSameAs(hashes.of("sk_Aa"));
    hashes.keep("sk_BB", hashes.of("sk_BB"));
    assertThat(hashes.of("sk_Aa")).isEqualTo(HashedKey.of("sk_Aa"));
  }
}
