package dev.carillon.notifier.domain.control;

import dev.carillon.contract.Answered;
import dev.carillon.contract.Cursor;
import dev.carillon.contract.mail.ListReasons;
import dev.carillon.contract.mail.MailReasons;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryReason;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.text.TimeText;
import dev.carillon.text.UuidText;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mail that was given up, by its reasons. Whatever there is of it, one question looks at a bounded
 * piece.
 */
public final class GivenUpMail {
  /** The most that groups are counted of. */
  static final int COUNTED = 10_000;

  /** The most that one piece of a retry looks at. */
  static final int PIECE = 2_000;

  private static final String BLANK = " ";

  private final ControlStore store;
  private final Runnable wake;

  /**
   * Over its ports.
   *
   * @param wake called when there may be mail in the queue
   */
  public GivenUpMail(ControlStore store, Runnable wake) {
    this.store = store;
    this.wake = wake;
  }

  /** Where a piece begins, and the moment behind which nothing is looked at. */
  private record Place(@Nullable GivenUp after, @Nullable Instant until) {}

  /** Groups the oldest of them. */
  public Future<MailReasons> reasons(ListReasons asked) {
    return store
        .givenUp(asked.state(), null, null, COUNTED + 1)
        .map(
            found -> {
              List<GivenUp> counted = found.subList(0, Math.min(COUNTED, found.size()));
              return new MailReasons(
                  Reasons.groups(counted), counted.size(), found.size() > COUNTED);
            });
  }

  /**
   * Makes ready what one piece has of a reason. What is given up again meanwhile stands behind the
   * moment of the first piece and is not met again, so that the pieces end. INVALID for a cursor of
   * something else.
   */
  public Future<Answered<Retried>> retry(
      RetryReason asked, Actor by, @Nullable IdempotencyKey key) {
    Place place = place(asked);
    return store
        .once(key, Retried.class, tables -> piece(tables, asked, place, by))
        .onSuccess(r -> wake.run());
  }

  private static Future<Retried> piece(
      ControlStore tables, RetryReason asked, Place place, Actor by) {
    return tables
        .givenUp(asked.state(), place.after(), place.until(), PIECE)
        .compose(
            found -> {
              List<UUID> theirs =
                  found.stream()
                      .filter(mail -> Reasons.of(mail.reply()).equals(asked.reason()))
                      .map(GivenUp::id)
                      .toList();
              String next = found.size() < PIECE ? null : next(asked, place, found);
              return (theirs.isEmpty() ? Future.succeededFuture(0) : tables.retryThese(theirs, by))
                  .map(count -> new Retried(count, next != null, next));
            });
  }

  private static String next(RetryReason asked, Place place, List<GivenUp> found) {
    GivenUp last = found.get(found.size() - 1);
    Instant until = place.until() == null ? found.get(0).seenAt() : place.until();
    return new Cursor(sort(asked), Doc.of(last.at() + BLANK + until), last.id().toString()).text();
  }

  private static Place place(RetryReason asked) {
    Cursor cursor = Cursor.parse(asked.cursor(), sort(asked));
    if (cursor == null) {
      return new Place(null, null);
    }
    try {
      String[] times = String.valueOf(cursor.value().value()).split(BLANK, -1);
      Instant until = TimeText.parse(times[times.length - 1]);
      GivenUp after =
          new GivenUp(UuidText.parse(cursor.id()), TimeText.parse(times[0]), null, until);
      return new Place(after, until);
    } catch (Failure notOurs) {
      throw Cursor.unknown();
    }
  }

  private static String sort(RetryReason asked) {
    return "given up " + asked.state().lower() + BLANK + asked.reason();
  }
}
