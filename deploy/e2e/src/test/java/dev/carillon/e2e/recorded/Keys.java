package dev.carillon.e2e.recorded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The keys that recordings name: {@code admin}, {@code writer}, {@code reader}, {@code hasty}. */
final class Keys {
  private static final Map<String, String> ROLES =
      Map.of("admin", "admin", "writer", "writer", "reader", "reader", "hasty", "reader");

  private Keys() {}

  /** Writes the file that {@code CARILLON_API_KEYS_FILE} is to name. */
  static Path write(Path file) {
    StringBuilder lines = new StringBuilder();
    ROLES.forEach((name, role) -> lines.append(name + " " + role + " " + sha256(key(name)) + "\n"));
    try {
      return Files.writeString(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What every recording may name: the keys, and an id that nothing has. */
  static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    ROLES.keySet().forEach(name -> names.put(name, key(name)));
    names.put("unknown", "01a2053c-f08d-7000-9f43-db727cead178");
    return names;
  }

  private static String key(String name) {
    return "sk_" + name + "-of-the-recorded-set-0123456789";
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
