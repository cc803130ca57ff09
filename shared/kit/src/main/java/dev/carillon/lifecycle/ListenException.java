package dev.carillon.lifecycle;

import io.vertx.core.Future;

/** A server cannot listen; says where, why, and which setting chooses another port. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * What a server's {@code listen} came to, a failure with its address: of whatever transport, that
   * names neither.
   *
   * @param setting the port's, such as {@code CARILLON_HTTP_PORT}
   */
  public static <T> Future<T> naming(String setting, String host, int port, Future<T> listening) {
    return listening.recover(
        e ->
            Future.failedFuture(
                new ListenException(
                    "%s:%d cannot be listened on (%s). Choose another port: %s"
                        .formatted(host, port, e.getMessage(), setting),
                    e)));
  }
}
