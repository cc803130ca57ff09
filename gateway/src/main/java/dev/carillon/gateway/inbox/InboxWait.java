package dev.carillon.gateway.inbox;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.bus.Bus;
import dev.carillon.contract.inbox.AwaitInbox;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.text.DurationText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a mail, as tests want to. The inbox is asked again and again, each time for a second or
 * two, so that nobody waits there for a client that has left. A wait is a task of its key, of which
 * a key has only so many; it ends with its client.
 */
final class InboxWait {
  /** Shorter than a connection may be idle. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final String RULE = "must be a duration from 10ms to 25s, such as 10s or PT10S";

  private static final Param<String> SUBJECT = Param.text("subject");
  private static final Param<Instant> SINCE = Param.time("since");
  private static final Param<Duration> TIMEOUT =
      Param.parsed("timeout", InboxWait::duration)
          .shaped(Map.of("type", "string", "pattern", DurationText.WHOLE, "description", RULE))
          .needed();

  static final List<Param<?>> PARAMS = List.of(InboxRoutes.TO, SUBJECT, SINCE, TIMEOUT);

  /** Of the whole request. */
  static final Duration LIMIT = LONGEST.plusSeconds(3);

  private final Bus bus;
  private final Tasks tasks;
  private final Clocks clocks;

  InboxWait(Bus bus, Vertx vertx, Clocks clocks) {
    this.bus = bus;
    this.tasks = Tasks.of(vertx);
    this.clocks = clocks;
  }

  Future<Reply> answer(ApiRequest request) {
    Duration timeout = request.required(TIMEOUT);
    AwaitInbox wanted =
        new AwaitInbox(
            request.query(InboxRoutes.TO),
            request.query(SUBJECT),
            request.query(SINCE),
            AwaitInbox.LONGEST);
    Deadline end = Deadline.in(timeout, clocks);
    return request
        .task(tasks, "wait for a mail", c -> look(request, wanted, end, c))
        .map(
            found -> {
              if (found == null) {
                throw Failure.of(
                    FailureCode.NOT_FOUND,
                    "No such mail came within " + DurationText.format(timeout));
              }
              return Reply.ok(found);
            });
  }

  /** Null when the time is over. */
  private Future<@Nullable InboxMail> look(
      ApiRequest request, AwaitInbox wanted, Deadline end, Cancellation cancellation) {
    int left = (int) Math.max(1, end.remainingMillis(clocks));
    AwaitInbox now =
        new AwaitInbox(
            wanted.to(), wanted.subject(), wanted.since(), Math.min(left, wanted.millis()));
    return Shield.of(bus.request(Inbox.AWAIT, request.call(), now), cancellation)
        .compose(found -> next(found, request, wanted, end, cancellation));
  }

  private Future<@Nullable InboxMail> next(
      InboxPage found,
      ApiRequest request,
      AwaitInbox wanted,
      Deadline end,
      Cancellation cancellation) {
    if (!found.items().isEmpty()) {
      return Future.succeededFuture(found.items().get(0));
    }
    return end.remainingMillis(clocks) <= 0
        ? Future.succeededFuture()
        : look(request, wanted, end, cancellation);
  }

  private static @Nullable Duration duration(String text) {
    Duration duration = DurationText.parse(text);
    if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
      throw Failure.invalid("", RULE);
    }
    return duration;
  }
}
