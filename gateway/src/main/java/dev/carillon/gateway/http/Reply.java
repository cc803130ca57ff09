package dev.carillon.gateway.http;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer.
 *
 * @param body a record, written as JSON, or {@link Streamed}; null for none
 * @param headers by name in lower case
 */
public record Reply(int status, @Nullable Object body, Map<String, String> headers) {
  static final String ETAG = "etag";

  /** Of the digest of a body: two that differ have the same by chance once in 10^19. */
  private static final int TOLD_BYTES = 8;

  /** 200. */
  public static Reply ok(Object body) {
    return new Reply(200, body, Map.of());
  }

  /** 200 with what a repeatable write answered. */
  public static Reply ok(Answered<?> answered) {
    return ok(answered.answer()).replayed(answered.replayed());
  }

  /** 201 with the location of what was created. */
  public static Reply created(Object body, String location) {
    return new Reply(201, body, Map.of("location", location));
  }

  /** 202 with the location that tells the state later. */
  public static Reply accepted(Object body, String location) {
    return new Reply(202, body, Map.of("location", location));
  }

  /** 204. */
  public static Reply empty() {
    return new Reply(204, null, Map.of());
  }

  /** 204 for a repeatable write that has nothing to say. */
  public static Reply empty(Answered<Done> answered) {
    return empty().replayed(answered.replayed());
  }

  /**
   * The same with a version and what the body says at this moment, as its ETag: for a body in which
   * something moves while the version stays. In {@code If-Match} only the version counts.
   */
  public Reply movingVersion(long version) {
    byte[] bytes = Json.bytes(Objects.requireNonNull(body));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String told = HexFormat.of().formatHex(digest, 0, TOLD_BYTES);
      return with(ETAG, "\"v" + version + "-" + told + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** The same with a version, as its ETag: for a body that changes with its version only. */
  public Reply version(long version) {
    return with(ETAG, "\"v" + version + "\"");
  }

  /** The same, marked as the replay of an earlier request with the same key if it is one. */
  public Reply replayed(boolean replayed) {
    return replayed ? with("idempotent-replayed", "true") : this;
  }

  /** The same, which no cache may keep. */
  public Reply secret() {
    return with("cache-control", "no-store");
  }

  private Reply with(String name, String value) {
    if (headers.isEmpty()) {
      return new Reply(status, body, Map.of(name, value));
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, body, more);
  }
}
