package dev.carillon.gateway.http.told;

import dev.carillon.failure.Checks;
import dev.carillon.failure.FailureCode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route tells of itself beside what its line of the table says anyhow.
 *
 * @param summary what it does, as one clause without a full stop
 * @param status of its answer where nothing fails
 * @param answer what its JSON is read as; null where it answers nothing, or another type of media
 * @param refusals why it fails beside what may happen to any request
 * @param isVersioned whether its answers have an ETag
 * @param match whether it reads {@code If-Match}
 * @param onlyNew whether it reads {@code If-None-Match: *}
 * @param isKeyless whether it refuses an {@code Idempotency-Key}
 * @param checks does the checks of a body that its type does not do; null where there are none
 */
public record Told(
    String summary,
    int status,
    @Nullable Class<?> answer,
    Set<FailureCode> refusals,
    boolean isVersioned,
    Match match,
    boolean onlyNew,
    boolean isKeyless,
    @Nullable Runnable checks) {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  public Told {
    refusals = Set.copyOf(refusals);
  }

  private static Told of(String summary, int status, @Nullable Class<?> answer) {
    return new Told(summary, status, answer, Set.of(), false, Match.NONE, false, false, null);
  }

  /** 200 with JSON. */
  public static Told ok(String summary, Class<?> answer) {
    return of(summary, OK, answer);
  }

  /** 200 with what is no JSON. */
  public static Told streams(String summary) {
    return of(summary, OK, null);
  }

  /** 201 with what was made, and where it is. */
  public static Told created(String summary, Class<?> answer) {
    return of(summary, CREATED, answer);
  }

  /** 202 with what was stored and is done later. */
  public static Told accepted(String summary, Class<?> answer) {
    return of(summary, ACCEPTED, answer);
  }

  /** 204. */
  public static Told empty(String summary) {
    return of(summary, NO_CONTENT, null);
  }

  /** The same, which may also fail so. */
  public Told refusing(FailureCode first, FailureCode... others) {
    return with(EnumSet.of(first, others), isVersioned, match, onlyNew, isKeyless, checks);
  }

  /** The same with an ETag. */
  public Told versioned() {
    return with(refusals, true, match, onlyNew, isKeyless, checks);
  }

  /** The same, which reads {@code If-Match}. */
  public Told matching(Match other) {
    return with(refusals, isVersioned, other, onlyNew, isKeyless, checks);
  }

  /** The same, which reads {@code If-Match} and {@code If-None-Match: *}. */
  public Told replacing() {
    return with(refusals, isVersioned, Match.OPTIONAL, true, isKeyless, checks);
  }

  /** The same, which refuses an idempotency key. */
  public Told keyless() {
    return with(refusals, isVersioned, match, onlyNew, true, checks);
  }

  /** The same, whose body passes these checks too. */
  public Told checking(Runnable more) {
    return with(refusals, isVersioned, match, onlyNew, isKeyless, more);
  }

  /**
   * The same, which a service behind the bus may refuse with these sentences about the body; one
   * that ends in {@code ...} goes on otherwise each time.
   */
  public Told saying(String... sentences) {
    Runnable before = checks;
    return checking(
        () -> {
          if (before != null) {
            before.run();
          }
          for (String sentence : sentences) {
            Checks.start().that(true, "", sentence);
          }
        });
  }

  private Told with(
      Set<FailureCode> failures,
      boolean etag,
      Match ifMatch,
      boolean ifNone,
      boolean noKey,
      @Nullable Runnable bodyChecks) {
    return new Told(summary, status, answer, failures, etag, ifMatch, ifNone, noKey, bodyChecks);
  }
}
