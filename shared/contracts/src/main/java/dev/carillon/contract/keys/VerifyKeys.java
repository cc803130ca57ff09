package dev.carillon.contract.keys;

import dev.carillon.failure.Checks;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys to look for.
 *
 * @param sha256 the hashes of 1 to {@value #MAX} keys, in hex
 */
public record VerifyKeys(List<String> sha256) {
  /** The most hashes of one request. */
  public static final int MAX = 500;

  /** What a hash must be, for whoever got it wrong. */
  static final String RULE = "must be a SHA-256 in lower case hex";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public VerifyKeys {
    sha256 = List.copyOf(sha256);
    Checks.start()
        .that(
            !sha256.isEmpty() && sha256.size() <= MAX,
            "/sha256",
            "must have 1 to " + MAX + " items")
        .that(sha256.stream().allMatch(VerifyKeys::isHash), "/sha256", RULE)
        .verify();
  }

  static boolean isHash(@Nullable String text) {
    return text != null && HASH.matcher(text).matches();
  }
}
