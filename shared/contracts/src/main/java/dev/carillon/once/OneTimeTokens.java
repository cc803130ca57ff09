package dev.carillon.once;

import dev.carillon.async.time.Clocks;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was opened and not looked at yet, by tokens of 256 random bits: each is good once and for a
 * while. When there are too many, of a caller or of all, the oldest ends. In memory. Thread-safe.
 *
 * @param <T> what a token opens
 */
public final class OneTimeTokens<T> {
  private static final int BYTES = 32;

  private final Clocks clocks;
  private final Duration life;
  private final int mostOfCaller;
  private final int most;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Open<T>> open = new LinkedHashMap<>();

  /** Its end is of the clock that only goes forward. */
  private record Open<T>(String caller, T value, long endsAt) {}

  /**
   * A new one.
   *
   * @param token 43 characters of base64url
   * @param expiresAt from when on it opens nothing
   */
  public record Issued(String token, Instant expiresAt) {}

  /**
   * None yet.
   *
   * @param life how long each is good, if nobody uses it
   * @param mostOfCaller at a time, at least 1
   * @param most of all callers at a time, at least 1
   */
  public OneTimeTokens(Clocks clocks, Duration life, int mostOfCaller, int most) {
    this.clocks = clocks;
    this.life = life;
    this.mostOfCaller = mostOfCaller;
    this.most = most;
  }

  /**
   * Makes one for a value, which is kept until then.
   *
   * @param caller the name of a key, whose oldest token ends when it has too many
   */
  public synchronized Issued issue(String caller, T value) {
    long now = clocks.nanos();
    open.values().removeIf(one -> now - one.endsAt() >= 0);
    List<String> own =
        open.entrySet().stream()
            .filter(one -> one.getValue().caller().equals(caller))
            .map(Map.Entry::getKey)
            .toList();
    if (own.size() >= mostOfCaller) {
      open.remove(own.get(0));
    } else if (open.size() >= most) {
      open.remove(open.keySet().iterator().next());
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    open.put(token, new Open<>(caller, value, now + life.toNanos()));
    return new Issued(token, clocks.now().plus(life));
  }

  /** What it was made for, and it is good for no more; null if it is good for nothing. */
  public synchronized @Nullable T take(String token) {
    Open<T> found = open.remove(token);
    return found == null || clocks.nanos() - found.endsAt() >= 0 ? null : found.value();
  }
}
