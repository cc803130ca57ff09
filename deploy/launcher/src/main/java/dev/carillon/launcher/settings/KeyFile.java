package dev.carillon.launcher.settings;

import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The key of a local installation: {@code DATA/admin.key} (readable by its owner only) and the file
 * of hashes, {@code DATA/api-keys}, that the gateway reads.
 *
 * @param adminKey the file of the key itself
 * @param apiKeys the file of hashes
 */
public record KeyFile(Path adminKey, Path apiKeys) {
  private static final int KEY_BYTES = 32;

  /** Finds the existing key, or creates one. */
  public static KeyFile in(DataDirectory data) {
    KeyFile files = new KeyFile(data.path("admin.key"), data.path("api-keys"));
    try {
      if (!Files.exists(files.adminKey())) {
        writeSecret(files.adminKey(), newKey() + "\n");
      }
      if (!Files.exists(files.apiKeys())) {
        String key = Files.readString(files.adminKey()).strip();
        writeSecret(
            files.apiKeys(), "# name role sha256-of-the-key\nadmin admin " + sha256(key) + "\n");
      }
      return files;
    } catch (IOException e) {
      throw new LaunchFailure("The key files cannot be written: " + e.getMessage(), e);
    }
  }

  private static String newKey() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return "sk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static void writeSecret(Path file, String content) throws IOException {
    // In one step, so that a crash cannot leave an empty key behind.
    Path whole =
        Files.createTempFile(
            file.getParent(),
            "key",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, content);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String sha256(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
