package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.request.Actor;
import dev.carillon.users.domain.UserNews;
import java.util.UUID;

/**
 * A user to add, with the ids of all rows that this makes.
 *
 * @param kept whether the event is one of them
 */
record NewUser(UUID id, CreateUser user, UUID auditId, UUID eventId, boolean kept, Actor actor) {
  static NewUser of(CreateUser user, Actor actor, Uuid7 ids, UserNews news) {
    UUID id = ids.next();
    boolean kept = news.isKept(new UserEvent.Created(id, null, null, 1, user.wantsWelcome()));
    return new NewUser(id, user, ids.next(), ids.next(), kept, actor);
  }
}
