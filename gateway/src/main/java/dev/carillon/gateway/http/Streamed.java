package dev.carillon.gateway.http;

import io.vertx.core.Future;
import java.util.function.Function;

/**
 * The body of a {@link Reply} that is written piece by piece.
 *
 * @param contentType what it is
 * @param writer writes it and completes after the last piece; when it fails, the connection is cut,
 *     because half an answer must not look like a whole one
 */
public record Streamed(String contentType, Function<Chunks, Future<Void>> writer) {
  /** The type of a stream of events, which has no end. */
  public static final String EVENTS = "text/event-stream";

  boolean isWithoutEnd() {
    return contentType.equals(EVENTS);
  }
}
