package dev.carillon.failure;

import dev.carillon.async.sync.WaitTimeoutException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure: a code, a sentence for the caller, and the fields that are to blame. It
 * carries no stack trace; a fault of ours travels as any other exception and becomes {@link
 * FailureCode#INTERNAL} at the edge.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final transient List<FieldError> details;

  private final boolean replayed;

  /** A failure with the fields that are to blame. */
  public Failure(FailureCode code, String message, List<FieldError> details) {
    this(code, message, details, null, false);
  }

  private Failure(
      FailureCode code,
      String message,
      List<FieldError> details,
      @Nullable Throwable cause,
      boolean replayed) {
    super(message, cause, false, false);
    this.code = code;
    this.replayed = replayed;
    this.details = List.copyOf(details);
  }

  /** A failure that blames no field. */
  public static Failure of(FailureCode code, String message) {
    return new Failure(code, message, List.of());
  }

  /** The same, keeping the technical cause for the log. */
  public static Failure of(FailureCode code, String message, Throwable cause) {
    return new Failure(code, message, List.of(), cause, false);
  }

  /**
   * The failure that an exception is for who asked: itself if it is one already, UNAVAILABLE where
   * a queue or pool is full or no turn came, TIMEOUT where something did not end in time. Null for
   * anything else, which is a fault of ours: it is logged, and who asked hears no particulars.
   */
  public static @Nullable Failure known(@Nullable Throwable cause) {
    return switch (cause) {
      case Failure failure -> failure;
      case RejectedExecutionException full ->
          of(FailureCode.UNAVAILABLE, "The server is overloaded: " + full.getMessage(), full);
      case WaitTimeoutException noTurn ->
          of(FailureCode.UNAVAILABLE, String.valueOf(noTurn.getMessage()), noTurn);
      case TimeoutException late ->
          of(FailureCode.TIMEOUT, String.valueOf(late.getMessage()), late);
      case null, default -> null;
    };
  }

  /** {@link FailureCode#INVALID} for one field. */
  public static Failure invalid(String pointer, String detail) {
    return new Failure(
        FailureCode.INVALID, sentence(pointer, detail), List.of(new FieldError(pointer, detail)));
  }

  static String sentence(String pointer, String detail) {
    return (pointer.isEmpty() ? "The body" : pointer) + " " + detail;
  }

  /** {@link FailureCode#NOT_FOUND} for a thing and its id. */
  public static Failure notFound(String what, Object id) {
    return of(FailureCode.NOT_FOUND, "There is no " + what + " " + id);
  }

  /** The same about a part of something larger: its pointers begin with {@code prefix}. */
  public Failure within(String prefix) {
    List<FieldError> moved =
        details.stream().map(d -> new FieldError(prefix + d.pointer(), d.detail())).toList();
    String text =
        moved.isEmpty() ? message() : sentence(moved.get(0).pointer(), moved.get(0).detail());
    return new Failure(code, text, moved, getCause(), replayed);
  }

  /** The same, said to be the answer to an earlier request with the same idempotency key. */
  public Failure asReplayed() {
    return new Failure(code, message(), details, getCause(), true);
  }

  /** Whether this is the answer to an earlier request with the same idempotency key. */
  public boolean replayed() {
    return replayed;
  }

  /** Why. */
  public FailureCode code() {
    return code;
  }

  /** The fields to blame, in the order found; may be empty. */
  public List<FieldError> details() {
    return details;
  }

  /** The message, which is never absent. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
