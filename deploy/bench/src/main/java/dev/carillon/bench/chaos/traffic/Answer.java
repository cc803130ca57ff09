package dev.carillon.bench.chaos.traffic;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a client was told.
 *
 * @param status 0 if nothing was said in time
 * @param asked when, on the harness's clock
 * @param told when
 */
public record Answer(int status, JsonObject body, long asked, long told) {
  private static final int ACCEPTED = 202;
  private static final int OK = 200;
  private static final int REDIRECTED = 300;
  private static final int UNAVAILABLE = 503;

  /** Whether a mail was accepted. */
  boolean isAccepted() {
    return status == ACCEPTED;
  }

  boolean isOk() {
    return status == OK;
  }

  /** Whether it was said at once that nothing can be stored now. */
  public boolean isRefused() {
    return status == UNAVAILABLE;
  }

  /** Whether it succeeded, in whatever way. */
  boolean isDone() {
    return status >= OK && status < REDIRECTED;
  }

  @Nullable String id() {
    return body.getString("id");
  }

  boolean isDuplicate() {
    return body.getBoolean("duplicate", false);
  }

  /** How long it took, in milliseconds. */
  public long millis() {
    return told - asked;
  }
}
