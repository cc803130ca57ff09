package dev.carillon.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * A successful answer.
 *
 * @param body a record, written as JSON, or {@link Streamed}
 * @param location where the new thing is, if there is one
 * @param etag the version of what is shown, quoted, if it has one
 */
public record Reply(int status, Object body, @Nullable String location, @Nullable String etag) {

  /** 200. */
  public static Reply ok(Object body) {
    return new Reply(200, body, null, null);
  }

  /** 201 with its place. */
  public static Reply created(Object body, String location) {
    return new Reply(201, body, location, null);
  }

  /** 202 with the place where to ask on. */
  public static Reply accepted(Object body, String location) {
    return new Reply(202, body, location, null);
  }

  /** The same with a version. */
  public Reply version(long version) {
    return new Reply(status, body, location, "\"v" + version + "\"");
  }
}
