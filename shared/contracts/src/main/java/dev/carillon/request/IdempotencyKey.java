package dev.carillon.request;

import dev.carillon.json.Json;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key under which a write may be repeated. Keys of different principals and of different
 * operations are different keys.
 *
 * @param principal whose key it is
 * @param operation what it was used for: the address of a contract
 * @param key as the caller gave it
 * @param fingerprint of the whole request, by which a repetition is told from another request
 */
public record IdempotencyKey(String principal, String operation, String key, Buffer fingerprint) {
  /** What is said of a text that is no key. */
  public static final String RULE = "must be 1 to 255 visible ASCII characters";

  private static final int LONGEST = 255;

  /** Whether a text can be a key, whichever way it came in: it is part of an index. */
  public static boolean isPossible(String key) {
    return !key.isEmpty()
        && key.length() <= LONGEST
        && key.chars().allMatch(letter -> letter >= '!' && letter <= '~');
  }

  /** For a request, whose fingerprint is taken here and nowhere else: it costs a hash of it all. */
  public IdempotencyKey(String principal, String operation, String key, Record request) {
    this(principal, operation, key, fingerprint(request));
  }

  private static Buffer fingerprint(Record request) {
    try {
      byte[] text = Json.bytes(request);
      return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
