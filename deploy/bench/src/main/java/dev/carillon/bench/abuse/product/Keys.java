package dev.carillon.bench.abuse.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The keys of the product under attack.
 *
 * @param admin of those who are served while others attack
 * @param reader of an attacker
 * @param writer of another attacker
 */
public record Keys(String admin, String reader, String writer) {
  static Keys random() {
    return new Keys(one(), one(), one());
  }

  private static String one() {
    return "sk_" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
  }

  /** Writes the file that the gateway reads. */
  Path write(Path file) throws IOException {
    return Files.writeString(
        file,
        "victim admin "
            + sha256(admin)
            + "\nattacker reader "
            + sha256(reader)
            + "\nspeaker writer "
            + sha256(writer)
            + "\n");
  }

  private static String sha256(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
