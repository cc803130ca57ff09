package dev.carillon.gateway.security;

import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a key. */
final class HashedKey {
  private static final int BYTES = 32;

  private final byte[] sha256;

  private HashedKey(byte[] sha256) {
    this.sha256 = sha256;
  }

  static HashedKey parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("A SHA-256 has " + BYTES + " bytes");
    }
    return new HashedKey(bytes);
  }

  /** Takes the same time wherever the first difference lies. */
  boolean matches(byte[] hash) {
    return MessageDigest.isEqual(sha256, hash);
  }
}
