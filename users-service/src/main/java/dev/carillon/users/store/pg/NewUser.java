package dev.carillon.users.store.pg;

import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.request.Actor;
import java.util.UUID;

/** A user to add, with the ids of all rows that this makes. */
record NewUser(UUID id, CreateUser user, UUID auditId, UUID eventId, Actor actor) {
  static NewUser of(CreateUser user, Actor actor, Uuid7 ids) {
    return new NewUser(ids.next(), user, ids.next(), ids.next(), actor);
  }
}
