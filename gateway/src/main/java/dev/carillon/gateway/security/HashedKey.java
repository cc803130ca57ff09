package dev.carillon.gateway.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a key. A fast hash is right for keys, because they are 256 random bits and cannot
 * be guessed; who measures how long a hash is compared learns of the hash, and not of the key.
 */
public final class HashedKey {
  private static final int BYTES = 32;

  private final byte[] sha256;

  private HashedKey(byte[] sha256) {
    this.sha256 = sha256;
  }

  /** The hash of a key. */
  public static HashedKey of(String key) {
    try {
      return new HashedKey(
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** Reads 64 hex digits; throws IllegalArgumentException for anything else. */
  public static HashedKey parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("A SHA-256 has " + BYTES + " bytes");
    }
    return new HashedKey(bytes);
  }

  /** In lower case hex. */
  public String hex() {
    return HexFormat.of().formatHex(sha256);
  }

  /** Takes the same time wherever the first difference lies. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HashedKey key && MessageDigest.isEqual(sha256, key.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }
}
