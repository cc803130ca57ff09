package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.bench.abuse.attack.Attack;
import java.util.List;

/** All of this room. */
public final class SecretAttacks {
  private SecretAttacks() {}

  /** In the order in which they run. */
  public static List<Attack> all() {
    return List.of(new SecretsAtWork(), new SecretsAtStart());
  }
}
