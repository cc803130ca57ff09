package dev.carillon.launcher.settings;

import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The key of a local installation: {@code DATA/admin.key} (readable by its owner only) and the file
 * of hashes, {@code DATA/api-keys}, that the gateway reads.
 *
 * @param adminKey the file of the key itself
 * @param apiKeys the file of hashes
 */
public record KeyFile(Path adminKey, Path apiKeys) {
  private static final int KEY_BYTES = 32;
  private static final int PARTS = 3;
  private static final String ADMIN = "admin";
  private static final String HEAD = "# name role sha256-of-the-key";

  /**
   * Finds the existing key, or creates one. Where the key is gone and the file of hashes is still
   * there, a new key takes the place of the administrator's line, and the other lines stay.
   */
  public static KeyFile in(DataDirectory data) {
    KeyFile files = new KeyFile(data.path("admin.key"), data.path("api-keys"));
    try {
      String key = read(files.adminKey()).strip();
      if (key.isEmpty() || !Files.exists(files.apiKeys())) {
        String good = key.isEmpty() ? newKey() : key;
        // The hash first: a crash in between leaves no key, and the next start makes one again.
        writeSecret(files.apiKeys(), admitting(read(files.apiKeys()), sha256(good)));
        if (key.isEmpty()) {
          writeSecret(files.adminKey(), good + "\n");
        }
      }
      return files;
    } catch (IOException e) {
      throw new LaunchFailure("The key files cannot be written: " + e.getMessage(), e);
    }
  }

  /** Whether a file of hashes has the administrator's key. */
  public boolean isAdmittedBy(Path hashes) {
    try {
      String hash = sha256(read(adminKey).strip());
      return read(hashes).lines().map(KeyFile::parts).anyMatch(parts -> isOf(parts, hash));
    } catch (IOException e) {
      throw new LaunchFailure("The key files cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isOf(List<String> parts, String hash) {
    return parts.size() == PARTS && parts.get(PARTS - 1).equalsIgnoreCase(hash);
  }

  /** The text of a file of hashes with the administrator's line for this hash. */
  private static String admitting(String text, String hash) {
    List<String> lines = new ArrayList<>(text.isEmpty() ? List.of(HEAD) : text.lines().toList());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      List<String> parts = parts(lines.get(i));
      if (parts.size() == PARTS && parts.subList(0, 2).equals(List.of(ADMIN, ADMIN))) {
        lines.set(i, line(ADMIN, hash));
        return String.join("\n", lines) + "\n";
      }
      names.add(parts.get(0));
    }
    int number = 1;
    while (names.contains(number == 1 ? ADMIN : ADMIN + "-" + number)) {
      number++;
    }
    lines.add(line(number == 1 ? ADMIN : ADMIN + "-" + number, hash));
    return String.join("\n", lines) + "\n";
  }

  private static String line(String name, String hash) {
    return name + " " + ADMIN + " " + hash;
  }

  private static List<String> parts(String line) {
    return List.of(line.strip().split("\\s+"));
  }

  /** Empty if there is no such file. */
  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static String newKey() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return "sk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Writes a file that its owner alone may read. */
  public static void writeSecret(Path file, String content) throws IOException {
    // In one step, so that a crash cannot leave an empty key behind.
    Path whole =
        Files.createTempFile(
            file.getParent(),
            "key",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
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
