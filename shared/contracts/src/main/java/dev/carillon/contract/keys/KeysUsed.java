package dev.carillon.contract.keys;

import dev.carillon.failure.Checks;
import java.util.List;

/**
 * Whose keys a gateway has admitted of late.
 *
 * @param names of keys, at most {@value #MAX}
 */
public record KeysUsed(List<String> names) {
  /** The most names of one request; the others come with the next one. */
  public static final int MAX = 1_000;

  public KeysUsed {
    names = List.copyOf(names);
    Checks.start()
        .that(names.size() <= MAX, "/names", "must have at most " + MAX + " items")
        .that(names.stream().allMatch(KeyName::isName), "/names", KeyName.RULE)
        .verify();
  }
}
