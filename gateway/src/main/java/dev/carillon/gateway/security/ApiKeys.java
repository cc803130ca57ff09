package dev.carillon.gateway.security;

import dev.carillon.request.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the key file: a line {@code name role sha256} each, with roles {@code reader}, {@code
 * writer} and {@code admin} and the SHA-256 of the key in hex. Lines that are blank or begin with
 * {@code #} do not count. The keys themselves are stored nowhere; a fast hash is right for them,
 * because they are 256 random bits and cannot be guessed.
 */
public final class ApiKeys {
  private static final int MAX_KEY = 200;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Map<HashedKey, Caller> entries;

  private ApiKeys(Map<HashedKey, Caller> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if it cannot be read or a line is wrong, naming the line
   */
  public static ApiKeys read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("names a file that cannot be read: " + file, e);
    }
    Map<HashedKey, Caller> entries = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(entries, line, "names a file with a wrong line: " + file + " line " + (i + 1));
      }
    }
    return new ApiKeys(entries);
  }

  /** Keys that nobody holds. */
  public static ApiKeys none() {
    return new ApiKeys(Map.of());
  }

  /** The holder of this key, or null. Takes as long for a wrong key as for a right one. */
  public @Nullable Caller find(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY) {
      return null;
    }
    byte[] hash = sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    Caller found = null;
    for (Map.Entry<HashedKey, Caller> entry : entries.entrySet()) {
      if (entry.getKey().matches(hash)) {
        found = entry.getValue();
      }
    }
    return found;
  }

  private static void add(Map<HashedKey, Caller> entries, String line, String where) {
    List<String> parts = List.of(BLANKS.split(line));
    if (parts.size() != 3) {
      throw new IllegalArgumentException(where + " must have the form: name role sha256");
    }
    try {
      Role role = Role.valueOf(parts.get(1).toUpperCase(Locale.ROOT));
      entries.put(HashedKey.parse(parts.get(2)), new Caller(parts.get(0), role));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + " has an unknown role or an invalid SHA-256 (64 hex digits expected)", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
