package dev.carillon.store.pg;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one place where SQL states become failures. A violated unique index becomes CONFLICT on the
 * field it guards; a database that is gone or full becomes UNAVAILABLE: nothing was done. One that
 * was lost after a statement had been sent becomes TIMEOUT: a commit may stand although nobody
 * heard of it.
 */
public final class PgFailures {
  /** Where no index guards a field that a caller could name. */
  public static final PgFailures PLAIN = new PgFailures(Map.of());

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DEADLOCK = "40P01";
  private static final String QUERY_CANCELED = "57014";
  private static final String READ_ONLY = "25006";
  private static final String NO_DATABASE = "3D000";
  private static final String COMPLETION_UNKNOWN = "40003";
  private static final String RESOLUTION_UNKNOWN = "08007";

  private final Map<String, String> fieldOfIndex;

  /** Knows which unique index guards which field (a JSON pointer). */
  public PgFailures(Map<String, String> fieldOfIndex) {
    this.fieldOfIndex = Map.copyOf(fieldOfIndex);
  }

  /** Runs a statement, prepared; what PostgreSQL says against it is translated. */
  public Future<RowSet<Row>> run(SqlClient client, String sql, Tuple values) {
    return translate(client.preparedQuery(sql).execute(values));
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
    if (isLost(cause)) {
      return Failure.of(
          FailureCode.TIMEOUT, "The connection to the database was lost before its answer", cause);
    }
    return isConnectionTrouble(cause)
        ? Failure.of(FailureCode.UNAVAILABLE, "The database cannot be reached at the moment", cause)
        : cause;
  }

  /**
   * Whether the server has refused a statement of several rows because of some of them, or because
   * of who else wants them: nothing of it was done, and the others may be tried alone.
   */
  public static boolean concernsRows(Throwable cause) {
    PgException pg = pgCause(cause);
    return pg != null
        && (!(cause instanceof Failure failure)
            || failure.code() != FailureCode.UNAVAILABLE
            || String.valueOf(pg.getSqlState()).equals(LOCK_NOT_AVAILABLE)
            || String.valueOf(pg.getSqlState()).equals(DEADLOCK));
  }

  /** Whether a failure, translated or not, says that the server is away or going away. */
  public static boolean isAbsence(Throwable cause) {
    PgException pg = pgCause(cause);
    if (pg == null) {
      return cause instanceof Failure failure
          ? failure.code() == FailureCode.UNAVAILABLE || isLost(failure.getCause())
          : isConnectionTrouble(cause);
    }
    String state = String.valueOf(pg.getSqlState());
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals(READ_ONLY);
  }

  /** Whether a failure, translated or not, says that the server takes no writes. */
  static boolean isReadOnly(Throwable cause) {
    PgException pg = pgCause(cause);
    return pg != null && READ_ONLY.equals(pg.getSqlState());
  }

  /**
   * What the server said to who may not come in (SQL states of class 28), or to who wants a
   * database that it does not have (3D000); null if a failure is no such refusal.
   */
  public static @Nullable String refusal(Throwable cause) {
    PgException pg = pgCause(cause);
    String state = pg == null ? "" : String.valueOf(pg.getSqlState());
    return pg != null && (state.startsWith("28") || state.equals(NO_DATABASE))
        ? pg.getErrorMessage()
        : null;
  }

  private static @Nullable PgException pgCause(@Nullable Throwable cause) {
    return cause instanceof PgException pg
        ? pg
        : cause != null && cause.getCause() instanceof PgException inner ? inner : null;
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
    if (state.equals(COMPLETION_UNKNOWN) || state.equals(RESOLUTION_UNKNOWN)) {
      return Failure.of(FailureCode.TIMEOUT, "The database does not know whether it was done", e);
    }
    if (state.equals(QUERY_CANCELED)) {
      return Failure.of(
          FailureCode.TIMEOUT, "The database gave the request up: it takes too long", e);
    }
    if (state.equals(READ_ONLY)) {
      return Failure.of(FailureCode.UNAVAILABLE, "The database takes no changes at the moment", e);
    }
    return isPassing(state)
        ? Failure.of(FailureCode.UNAVAILABLE, "The database is busy or restarting", e)
        : e;
  }

  /** 08 connection, 40 serialization and deadlock, 53 resources, lock, 57 operator, 58 system. */
  private static boolean isPassing(String state) {
    return state.equals(LOCK_NOT_AVAILABLE)
        || Stream.of("08", "40", "53", "57", "58").anyMatch(state::startsWith);
  }

  /**
   * Whether the connection went away while a statement was under way. One that could not be opened,
   * or was closed before the statement went out, has other exceptions.
   */
  private static boolean isLost(@Nullable Throwable cause) {
    return cause instanceof ClosedConnectionException
        || (cause instanceof IOException
            && !(cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException));
  }

  private static boolean isConnectionTrouble(Throwable cause) {
    String type = cause.getClass().getSimpleName();
    return cause instanceof IOException
        || cause instanceof TimeoutException
        || cause instanceof RejectedExecutionException
        || cause instanceof io.vertx.core.VertxException
        || type.contains("Closed")
        || type.contains("Connect");
  }
}
