package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.request.Actor;
import dev.carillon.users.domain.UserNews;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user to add, with the ids of all rows that this makes.
 *
 * @param kept whether the event is one of them
 * @param trace the span that it came with, if that is written down
 */
record NewUser(
    UUID id,
    CreateUser user,
    UUID auditId,
    UUID eventId,
    boolean kept,
    Actor actor,
    @Nullable TracePoint trace) {
  /** As it is stored. */
  @Nullable String traceparent() {
    return trace == null ? null : trace.traceparent();
  }

  static NewUser of(CreateUser user, Actor actor, Uuid7 ids, UserNews news) {
    UUID id = ids.next();
    boolean kept = news.isKept(new UserEvent.Created(id, null, null, 1, user.wantsWelcome()));
    return new NewUser(id, user, ids.next(), ids.next(), kept, actor, Traces.sampled());
  }
}
