package dev.carillon.users.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoSocketClosedException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoWriteException;
import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which document a change is for, and what it means that there was none or the driver failed. */
final class ProfileConditions {
  private static final int DUPLICATE_KEY = 11_000;

  private ProfileConditions() {}

  static void require(JsonObject found, IfMatch versions) {
    found.put("profile", new JsonObject().put("$exists", true));
    if (!versions.any()) {
      found.put("version", new JsonObject().put("$in", new JsonArray(versions.versions())));
    }
  }

  static JsonObject required(@Nullable JsonObject after) {
    if (after == null) {
      throw otherVersion();
    }
    return after;
  }

  static Failure otherVersion() {
    return Failure.of(
        FailureCode.PRECONDITION, "If-Match names another version than the profile has now");
  }

  static boolean isOtherVersion(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.PRECONDITION;
  }

  static boolean isDuplicate(Throwable cause) {
    return cause instanceof MongoServerException refusal && refusal.getCode() == DUPLICATE_KEY;
  }

  static boolean isUnknown(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND;
  }

  static JsonObject byId(UUID userId) {
    return byId(userId.toString());
  }

  static JsonObject byId(String id) {
    return new JsonObject().put("_id", id);
  }

  static JsonObject present(UUID userId) {
    return byId(userId).put("profile", new JsonObject().put("$exists", true));
  }

  /** What the server refused is a fault of ours; everything else is about the server. */
  static Throwable translate(Throwable cause) {
    if (isSlow(cause)) {
      return Failure.of(FailureCode.TIMEOUT, "The document store took too long to answer", cause);
    }
    return cause instanceof MongoCommandException
            || cause instanceof MongoQueryException
            || cause instanceof MongoWriteException
        ? cause
        : Failure.of(
            FailureCode.UNAVAILABLE, "The document store cannot be reached at the moment", cause);
  }

  /**
   * The same of a change, which may have been made where the connection was lost after it went.
   *
   * @param sent whether it went
   */
  static Throwable translateOfChange(Throwable cause, boolean sent) {
    if (isLost(cause) && !sent) {
      return Failure.of(
          FailureCode.UNAVAILABLE, "The document store cannot be reached at the moment", cause);
    }
    return isLost(cause)
        ? Failure.of(
            FailureCode.TIMEOUT,
            "The connection to the document store was lost before its answer",
            cause)
        : translate(cause);
  }

  /** Only the driver's words tell this from a server that was not found, also at a second try. */
  private static boolean isSlow(Throwable cause) {
    String words = cause.getMessage();
    return cause instanceof MongoOperationTimeoutException
        && words != null
        && words.startsWith("Operation exceeded the timeout limit");
  }

  /**
   * One that could not be opened has other exceptions. A change that went and is tried again by the
   * driver may end for want of a server.
   */
  static boolean isLost(@Nullable Throwable cause) {
    return cause instanceof MongoOperationTimeoutException
        || cause instanceof MongoSocketClosedException
        || cause instanceof MongoSocketReadException
        || cause instanceof MongoSocketReadTimeoutException
        || cause instanceof MongoSocketWriteException;
  }
}
