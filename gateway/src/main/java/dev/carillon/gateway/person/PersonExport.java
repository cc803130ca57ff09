package dev.carillon.gateway.person;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Work;
import dev.carillon.bus.Bus;
import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.ListTraces;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.notifications.ListNotifications;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Chunks;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes all that is kept of a person, a line for each thing, page after page at the speed of the
 * reader. What is missing because the person was erased is left out.
 */
record PersonExport(Bus bus, ApiRequest request, Chunks out, Cancellation cancellation, UUID user) {
  Future<Void> write() {
    Id id = new Id(user);
    return known(bus.request(Users.GET, request.call(), id).map(u -> (Object) u), "user")
        .compose(
            v ->
                known(
                    bus.request(Users.GET_PROFILE, request.call(), id).map(p -> (Object) p),
                    "profile"))
        .compose(v -> all(this::audit))
        .compose(v -> bus.request(Users.ADDRESSES, request.call(), id))
        .compose(
            theirs ->
                all(cursor -> mails(theirs.addresses(), cursor))
                    .compose(v -> traces(theirs.addresses()))
                    .compose(v -> all(this::notifications))
                    .compose(v -> all(this::parked)));
  }

  /** Somebody who was erased has neither row nor profile. */
  private Future<Void> known(Future<Object> thing, String kind) {
    return thing
        .map(List::of)
        .recover(
            e ->
                e instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(e))
        .compose(found -> lines(kind, found));
  }

  private Future<@Nullable String> audit(@Nullable String cursor) {
    ListAudit list = new ListAudit(user, new PageRequest(PageRequest.MAX_LIMIT, cursor));
    return bus.request(Users.AUDIT, request.call(), list)
        .compose(page -> lines("audit", page.items()).map(v -> page.next()));
  }

  private Future<@Nullable String> mails(List<String> addresses, @Nullable String cursor) {
    return bus.request(Mails.KEPT, request.call(), new ListKept(user, addresses, cursor))
        .compose(page -> lines("mail", page.items()).map(v -> page.next()));
  }

  private Future<Void> traces(List<String> addresses) {
    return bus.request(Mails.TRACES, request.call(), new ListTraces(addresses))
        .compose(
            traces ->
                lines("suppression", traces.suppressions())
                    .compose(v -> lines("window", traces.windows())));
  }

  private Future<@Nullable String> notifications(@Nullable String cursor) {
    ListNotifications list =
        new ListNotifications(user, false, false, new PageRequest(PageRequest.MAX_LIMIT, cursor));
    return bus.request(Notifications.LIST, request.call(), list)
        .compose(page -> lines("notification", page.items()).map(v -> page.next()));
  }

  private Future<@Nullable String> parked(@Nullable String cursor) {
    ListParked list =
        new ListParked("user:" + user, new PageRequest(PageRequest.MAX_LIMIT, cursor));
    return bus.request(ParkedEvents.USERS_LIST, request.call(), list)
        .compose(page -> lines("parkedEvent", page.items()).map(v -> page.next()));
  }

  /** Page after page. There may be very many: none waits for the one that follows it. */
  private static Future<Void> all(Function<@Nullable String, Future<@Nullable String>> pages) {
    Promise<Void> done = Promise.promise();
    next(null, pages, done);
    return done.future();
  }

  private static void next(
      @Nullable String cursor,
      Function<@Nullable String, Future<@Nullable String>> pages,
      Promise<Void> done) {
    Work.begin(() -> pages.apply(cursor))
        .onComplete(
            r -> {
              if (r.failed()) {
                done.fail(r.cause());
              } else if (r.result() == null) {
                done.complete();
              } else {
                next(r.result(), pages, done);
              }
            });
  }

  private Future<Void> lines(String kind, List<?> things) {
    if (things.isEmpty()) {
      return Future.succeededFuture();
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    byte[] begin = ("{\"kind\":\"" + kind + "\"").getBytes(StandardCharsets.US_ASCII);
    for (Object thing : things) {
      byte[] json = Json.bytes(thing); // an object, whose members follow
      lines.writeBytes(begin);
      lines.write(',');
      lines.write(json, 1, json.length - 1);
      lines.write('\n');
    }
    return Shield.of(out.write(lines.toByteArray()), cancellation);
  }
}
