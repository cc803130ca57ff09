package dev.carillon.launcher.imports.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of everything up to a row, for each row: each is made of its row and the one before. */
final class Chain {
  private final MessageDigest digest;
  private byte[] last = new byte[0];

  Chain() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  String add(byte[] row) {
    digest.update(last);
    last = digest.digest(row);
    return HexFormat.of().formatHex(last);
  }

  String add(String row) {
    return add(row.getBytes(StandardCharsets.UTF_8));
  }
}
