package dev.carillon.gateway.security;

import dev.carillon.failure.Failure;
import dev.carillon.request.Role;
import dev.carillon.request.Scopes;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bootstrap keys: those of the key file, which work without any service. A line {@code name
 * role sha256} each, with the role {@code reader}, {@code writer} or {@code admin}, or scopes with
 * commas between them in its place, and the SHA-256 of the key in hex. Lines that are blank or
 * begin with {@code #} do not count. The keys themselves are stored nowhere.
 */
public final class ApiKeys implements Keyring {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private static final int FINGERPRINT = 16;

  private final Map<HashedKey, Caller> entries;

  private ApiKeys(Map<HashedKey, Caller> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if it cannot be read, a line is wrong, or two lines have one
   *     name or one key; names the line
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

  /** The holder of this key, or null. */
  public @Nullable Caller find(HashedKey key) {
    return entries.get(key);
  }

  @Override
  public @Nullable Caller known(HashedKey key) {
    return find(key);
  }

  @Override
  public Future<Caller> check(String key, String address) {
    Caller caller = find(HashedKey.of(key));
    return caller == null
        ? Future.failedFuture(Authentication.unknown())
        : Future.succeededFuture(caller);
  }

  /** A key of the file stays good. */
  @Override
  public Runnable watch(Caller caller, Consumer<End> ended) {
    return () -> {};
  }

  /** The names of those keys that are not in the other file, or may do something else there. */
  public List<String> namesOutside(ApiKeys other) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(other.entries.get(entry.getKey())))
        .map(entry -> entry.getValue().name())
        .toList();
  }

  /**
   * A text that changes when the key of a name or its scopes do, and tells nothing of the key; null
   * if there is no such name.
   */
  public @Nullable String fingerprint(String name) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().name().equals(name))
        .map(entry -> HashedKey.of(entry.getKey().hex() + entry.getValue().scopes().text()).hex())
        .map(hex -> hex.substring(0, FINGERPRINT))
        .findFirst()
        .orElse(null);
  }

  /** Whether a key of this name is in the file. */
  public boolean has(String name) {
    return entries.values().stream().anyMatch(caller -> caller.name().equals(name));
  }

  /** Keys that nobody holds. */
  public static ApiKeys none() {
    return new ApiKeys(Map.of());
  }

  private static void add(Map<HashedKey, Caller> entries, String line, String where) {
    List<String> parts = List.of(BLANKS.split(line));
    if (parts.size() != 3) {
      throw new IllegalArgumentException(where + " must have the form: name role sha256");
    }
    HashedKey key;
    Caller caller;
    try {
      caller = new Caller(parts.get(0), scopes(parts.get(1)));
      key = HashedKey.parse(parts.get(2));
    } catch (IllegalArgumentException | Failure e) {
      throw new IllegalArgumentException(
          where + " has an unknown role or scope, or an invalid SHA-256 (64 hex digits expected)",
          e);
    }
    if (entries.values().stream().anyMatch(known -> known.name().equals(caller.name()))) {
      throw new IllegalArgumentException(
          where + " has the name of another line: two keys cannot have one name");
    }
    if (entries.put(key, caller) != null) {
      throw new IllegalArgumentException(where + " has the same key as another line");
    }
  }

  private static Scopes scopes(String text) {
    for (Role role : Role.values()) {
      if (role.name().equals(text.toUpperCase(Locale.ROOT))) {
        return role.scopes();
      }
    }
    return Scopes.parse("", Arrays.asList(text.split(",", -1)));
  }
}
