package dev.carillon.users.domain;

import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.BatchOutcomes;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.CreateUser;
import dev.carillon.contract.users.Erasure;
import dev.carillon.contract.users.ListAudit;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.PatchUser;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserChange;
import dev.carillon.contract.users.UserPage;
import dev.carillon.failure.Failure;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A directory of one user, which writes down what it was asked to change, by whom and how. */
public final class FakeUsers implements UserStore {
  /** The one user. */
  public static final User USER =
      new User(
          UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178"),
          "a@b.c",
          "A",
          true,
          null,
          null,
          null,
          1,
          Instant.EPOCH,
          Instant.EPOCH);

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** What was asked: the change, the actor, the operation and text of the key. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public Future<UserChange> create(CreateUser request, Actor actor, IdempotencyKey key) {
    return changed("create", actor, key);
  }

  @Override
  public Future<User> get(UUID id) {
    return id.equals(USER.id())
        ? Future.succeededFuture(USER)
        : Future.failedFuture(Failure.notFound("user", id));
  }

  @Override
  public Future<UserPage> list(ListUsers request) {
    return Future.succeededFuture(new UserPage(List.of(USER), null, null));
  }

  @Override
  public Future<UserChange> patch(PatchUser request, Actor actor, IdempotencyKey key) {
    return changed("patch", actor, key);
  }

  @Override
  public Future<UserChange> setActive(
      ChangeUser request, boolean active, Actor actor, IdempotencyKey key) {
    return changed("active " + active, actor, key);
  }

  @Override
  public Future<Erasure> erase(ChangeUser request, Actor actor) {
    return changed("erase", actor, null).map(new Erasure(request.id(), Instant.EPOCH));
  }

  @Override
  public Future<BatchOutcomes> batch(BatchPlan plan, Actor actor, IdempotencyKey key) {
    return changed("batch of " + plan.size() + ", unreadable " + plan.unreadable(), actor, key)
        .map(new BatchOutcomes(0, 0, List.of(), false));
  }

  @Override
  public Future<AuditPage> audit(ListAudit request) {
    return Future.succeededFuture(new AuditPage(List.of(), null));
  }

  private Future<UserChange> changed(String what, Actor actor, IdempotencyKey key) {
    String under = key == null ? "no key" : key.operation() + " " + key.key();
    asked.add(what + " by " + actor.principal() + " under " + under);
    return Future.succeededFuture(new UserChange(USER, false));
  }
}
