package dev.carillon.store.pg;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The one place where SQL states become failures. A violated unique index becomes CONFLICT on the
 * field it guards; a database that is gone, full or too slow becomes UNAVAILABLE.
 */
public final class PgFailures {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Map<String, String> fieldOfIndex;

  /** Knows which unique index guards which field (a JSON pointer). */
  public PgFailures(Map<String, String> fieldOfIndex) {
    this.fieldOfIndex = Map.copyOf(fieldOfIndex);
  }

  /** The same future, its failure translated. */
  public <T> Future<T> translate(Future<T> future) {
    return future.recover(e -> Future.failedFuture(of(e)));
  }

  /** The failure to report for what the client library reported. */
  public Throwable of(Throwable cause) {
    if (cause instanceof Failure) {
      return cause;
    }
    if (cause instanceof PgException pg) {
      return ofSqlState(pg);
    }
    return isConnectionTrouble(cause)
        ? Failure.of(FailureCode.UNAVAILABLE, "The database cannot be reached at the moment", cause)
        : cause;
  }

  private Throwable ofSqlState(PgException e) {
    String state = String.valueOf(e.getSqlState());
    if (state.equals(UNIQUE_VIOLATION)) {
      String field = fieldOfIndex.get(String.valueOf(e.getConstraint()));
      return field == null
          ? Failure.of(FailureCode.CONFLICT, "This exists already", e)
          : new Failure(
              FailureCode.CONFLICT,
              field + " is taken",
              java.util.List.of(new dev.carillon.failure.FieldError(field, "is taken")));
    }
    // 08 connection, 40 serialization and deadlock, 53 resources, 55P03 lock, 57 operator, 58
    // system
    boolean passing =
        state.startsWith("08")
            || state.startsWith("40")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.startsWith("58")
            || state.equals("55P03");
    return passing
        ? Failure.of(FailureCode.UNAVAILABLE, "The database is busy or restarting", e)
        : e;
  }

  private static boolean isConnectionTrouble(Throwable cause) {
    String type = cause.getClass().getSimpleName();
    return cause instanceof IOException
        || cause instanceof TimeoutException
        || cause instanceof io.vertx.core.VertxException
        || type.contains("Closed")
        || type.contains("Connect");
  }
}
